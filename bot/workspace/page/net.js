// Talks to the workspace: the state as one person sees it, what they do, and news of changes.

import { toast } from "/page/dom.js";

export async function fetchState(as, conversation) {
  const query = new URLSearchParams({ as: as ?? "", conversation: conversation ?? "" });
  const answer = await fetch(`/page/state?${query}`);
  if (!answer.ok) throw new Error(`the workspace answered ${answer.status}`);
  return answer.json();
}

// The result, or null after telling the person why not.
export async function act(action, given) {
  let answer;
  try {
    answer = await fetch(`/page/do/${action}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(given),
    });
  } catch {
    toast("The workspace cannot be reached. Is it still running?");
    return null;
  }
  const body = await answer.json();
  if (answer.ok) return body;
  toast(body.error);
  return null;
}

export function listen(changed, reachable) {
  const events = new EventSource("/page/events");
  events.addEventListener("open", () => reachable(true));
  events.addEventListener("error", () => reachable(false));
  events.addEventListener("message", (event) => changed(Number(event.data)));
}
