// The confirmation that a button or menu may ask for.

import { h, freshId } from "/page/dom.js";
import { mrkdwn, plain } from "/page/mrkdwn.js";

export function confirmed(wanted, context) {
  return new Promise((resolve) => {
    const before = document.activeElement;
    const titleId = freshId("confirm");
    const finish = (answer) => {
      dialog.close();
      dialog.remove();
      before?.focus?.();
      resolve(answer);
    };
    const dialog = h("dialog", { class: "dialog confirm", "aria-labelledby": titleId, oncancel: (event) => { event.preventDefault(); finish(false); } },
      h("h2", { id: titleId }, plain(wanted.title.text)),
      h("div", { class: "words" }, wanted.text.type === "mrkdwn" ? mrkdwn(wanted.text.text, context) : plain(wanted.text.text)),
      h("div", { class: "dialog-foot" },
        h("button", { type: "button", class: "button", onclick: () => finish(false) }, plain(wanted.deny.text)),
        h("button", { type: "button", class: `button ${wanted.style ?? "primary"}`, onclick: () => finish(true) }, plain(wanted.confirm.text))));
    document.body.append(dialog);
    dialog.showModal();
  });
}
