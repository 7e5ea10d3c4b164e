"""What people write when they take something back, and what only sounds like it: none missed, none made up."""

import pytest

from mail.parts.remarks import Remarks, remarks_in_words

TAKES_BACK = """
Please don't record this one yet.
pls dont file this
PLEASE IGNORE THE ATTACHED
Igonre the attached please
disreguard this, new one coming
Hold fire on this please
Please hold off processing until Friday
Not signed off yet
Awaiting moderation
This is still to be moderated
Subject to moderation.
It is not quite finished
I haven't finished it yet
I have not completed this form yet
This audit isn't final
Part done, rest to follow
Unfinished
Work in progress
WIP
This is a working draft
just a drfat
Draft v2
Attached is a draft for comment
Rough copy
provisional
Withdrawn
Superseded - see later version.
superceded by the one I am sending tomorrow
This has been superseded
I am withdrawing this audit
I withdraw this audit, sorry
Please scrap this one
Scratch that
Please bin this one
sent in error
Sorry, wrong attachment
I attached the wrong version, sorry
wrnog form
Wrong file attached
This is the wrong case
sorry wrong child
Not our case, sorry
I recall this message.
I would like to recall this audit
I need to recall the attached
The overall grade is wrong.
The date's wrong
I've put the wrong date on the form
The case number is incorect
Case ID should say 445566
The worker's name is misspelt
The auditor's name was entered incorrectly
There's a typo in the date
There is a mistake in area 4
Area 4 was graded incorrectly
I made an error with the grade for risk
I gave planning a 2 in error
the judgement was put in by mistake
Area 2 should be a 3
Area 2 should have been 3
area two should be graded 3
The grade for voice of the child should be higher
Risk should be a 4 not a 2
The overall should be inadequate
The overall judgement shoud be RI
Overall: RI
Overall - Inadequate
Overall judgement is Inadequate
I graded this inadequate
We have downgraded it to inadequate following moderation.
The moderator has downgraded this to requires improvement
This has been downgraded to inadequate
It was moderated to inadequate
Overall I've gone for inadequate.
I have gone for inadequate overall
Please amend the overall judgement to Requires improvement.
Please change voice of the child to a 4.
Can you amend area 6 to 3 please, typo.
Could you change the risk one to a 3?
Please can you change the grade for planning to 4
Please put area 5 down as a 1
Can someone update the score for PEP to N/A
Please mark area 7 as not applicable
Please swap the grades for 3 and 4.
I have mixed up the grades for 3 and 4
The comments for 2 and 3 are the wrong way round
Please delete the actions, they have been agreed otherwise.
Please remove the second action
Disregard the comments for area 2
Ignore the grade for area 8
The auditor was Jo Bell, I just typed it up.
The allocated social worker is actually Ahmed Hussain
Auditor: Jo Bell
The form says 3 for risk but we agreed 2
We agreed a 2 rather than the 3 on the form
I meant to put 3 for risk
Please correct the date
Can you change the name of the worker please
The social worker on the form is out of date
The date of the audit is not right
The attached has the wrong case number
The grades are not what we agreed
I typed the wrong case reference
Area 3 - 4, Area 5 - 1
This one's a draft I'm afraid
please treat this as a draft
Consider this a draft
I'll send the final version on Monday
final version to follow
I will send a corrected version tomorrow
I will resend, there's a mistake
Will resend with the right grades
Amended version to follow
Use the one I send tomorrow instead
I want to change area 3
On reflection I think planning is a 4
Can we make it inadequate overall?
Moderated down to RI
Regraded as inadequate after moderation
Downgraded to inadequate
Change overall to inadequate pls
Q3 should say no
Section 5 needs changing
The grades need to be looked at again, I rushed it
Not happy with my grade for risk
hold this one please
Please do nothing with this yet
don't do anything with it yet
Do not action
Please send it back to me
This is somebody else's audit
This isn't mine
date wrong
Case number wrong - it's 445566
"""

SAYS_NOTHING = """
Please find attached.
Please find attached my audit for January, no changes.
No changes needed.
No corrections this month.
There are no mistakes in it this time
I have not changed anything
Nothing wrong with this one!
No need to amend the grades
No amendments required from me
This is not a draft any more
This is no longer a draft
It isn't a draft
The draft was agreed in supervision, this is the final version
This is the final version, it replaces the draft I sent
I drafted this on Monday
Draft minutes of the meeting are on the team drive
Please use this one, not the draft
Please ignore the formatting
Please ignore if already received
If anything is wrong let me know
Please let me know if the grades are wrong
Let me know if this should be on a different form
Tell me if I have used the wrong form
I hope this is the right form
Is this the correct form?
Please check that the date is right
I think the form is right this time
The correct version is attached
Here is the corrected version
The corrected audit is attached
The date has been corrected
I have amended the date as you asked
Area 3 has been corrected since Monday
As discussed I have changed the grade
This supersedes the one I sent yesterday
This replaces the audit sent last week
Please ignore the audit I sent yesterday, this is the right one
Yesterday's version had the wrong date
The first one I sent had a typo
The wrong school was on ICS and has been put right
The address on ICS is wrong
The chronology had a wrong date of birth
The plan should be updated by February
The plan was not signed off by the manager
The assessment is not finished
The social worker should visit weekly
The child should be seen alone
Visits should be every 10 days
The review should be held in March
The case should have been escalated sooner
Father should be asked for his views
The worker should record the voice of the child
The grade should help the team to plan
Recording should be better next time
Area 5 needs to be better next time
The team should aim for good
I would have liked to give an outstanding
Overall a good month for the team
Overall the work is good
Overall good practice
I have graded it fairly I think
Last month's was inadequate so this is a big improvement
Outstanding actions from December are done
Good to speak earlier
There was an inadequate handover
The work requires improvement in places
Please change the meeting to 2 pm
Can you move our meeting to 3?
Could you change my review to Friday
Please update your records
Please amend your list of auditors
Please correct me if I misremember
Please delete this message when you are done
Please remove me from the list
Can you delete the old form from the drive
Please add the actions to the tracker
The actions have been agreed with the worker
All the comments are mine
Please do not hesitate to contact me
Please do not reply to this mailbox
Do not forget the meeting
I don't record calls
I recall that you wanted this by Friday
Do you recall the last audit?
The total recall course is on Tuesday
Sorry for the delay
Sorry this is late, I was off sick
Sorry I sent this to the wrong address first time
I rang the wrong number yesterday
The auditor is on leave
The auditor will be Jo next month
The social worker is on leave until Monday
Jo and I audited this together
The practitioner was pleased
I typed this on my phone, excuse typos
Sent from my phone, please excuse any errors
It was hard to swap days
We swapped cases in the team
The grades are as we agreed
The grade is not wrong, it is low because of the delay
Area 2 was a hard one to grade
I am not withdrawing anything
The case was closed in error and reopened
The referral was withdrawn
The child was placed by mistake with the wrong carer
The order was cancelled
The meeting was cancelled
Please mark my calendar as free on Friday
Can you record my attendance as yes
Please put me down as the auditor
Please set the deadline to 3 March
Can you change the reminder to 2 weeks
We have reduced it to 2 visits
I have gone for a good mix of cases
The panel has moved it to March
Please update the tracker to show 4 done
The form is incomplete on ICS
Not agreed with the plan but that is another matter
I have not finished the other two yet
Provisional date for the meeting is 3 March
The plan is a work in progress
She scored 3 in the SDQ by mistake
I gave the form to Jo in error
The child was not our case in December
If you need it again I will resend
The plan needs changing
I want to change teams
On reflection it was a good visit
Please send the actions back to the worker
Hold the date for our meeting
I will send the other one tomorrow
The rest will follow
My other audit will follow next week
Unfinished business from December
Ready for moderation
The final version, as agreed with Jo
This is mine, not Jo's
"""


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]


def _says(text: str) -> Remarks:
    return remarks_in_words("Audit", f"Hi,\n\n{text}\n\nKind regards\n\nP Nair\nTeam Manager")


@pytest.mark.parametrize("text", _lines(TAKES_BACK))
def test_somebody_takes_it_back_in_these_words_and_it_is_recorded(text: str) -> None:
    said = _says(text)
    assert said.commands or said.judgements or said.areas or said.people


@pytest.mark.parametrize("text", _lines(SAYS_NOTHING))
def test_ordinary_words_hold_an_audit_up(text: str) -> None:
    said = _says(text)
    assert (said.commands, said.judgements, said.areas, said.people) == ([], [], {}, {})


def test_half_of_the_list_must_not_hold_anything_up() -> None:
    takes, nothing = _lines(TAKES_BACK), _lines(SAYS_NOTHING)
    assert len({*takes, *nothing}) >= 150
    assert len(nothing) >= len({*takes, *nothing}) // 2
