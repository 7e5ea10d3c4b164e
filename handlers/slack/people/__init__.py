"""What people do for each other's audits in Slack: replies, reviews of actions, handing over."""
