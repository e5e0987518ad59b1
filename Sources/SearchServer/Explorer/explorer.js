"use strict";
// What the pages do without a script they do with one, too: pictures can also be dropped and pasted.

for (const hint of document.querySelectorAll(".scripted")) hint.hidden = false;

const search = document.querySelector("form[data-drop]");
if (search) {
  const input = search.querySelector("input[type=file]");
  const send = (files) => {
    const picture = [...(files ?? [])][0];
    if (!picture) return;
    const chosen = new DataTransfer();
    chosen.items.add(picture);
    input.files = chosen.files;
    search.requestSubmit();
  };
  const mark = (isOver) => search.classList.toggle("over", isOver);
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    mark(true);
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) mark(false);
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    send(event.dataTransfer.files);
  });
  document.addEventListener("paste", (event) => send(event.clipboardData.files));
}
