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

const map = document.querySelector("[data-map]");
if (map) {
  const plot = map.querySelector(".plot");
  const drawing = plot.querySelector("svg");
  const card = map.querySelector(".shown");
  const marks = [...drawing.querySelectorAll("[data-id]")].map((mark) => {
    const box = mark.getBBox();
    return { mark, x: box.x + box.width / 2, y: box.y + box.height / 2, id: mark.dataset.id };
  });
  const legend = [...map.querySelectorAll("[data-code]")];
  const group = (point) =>
    legend.find((entry) => point.mark.classList.contains("c" + entry.dataset.code));
  let current = null;

  // Nothing of an item is written as HTML: its name is set as text, and its id is percent-encoded.
  const show = (point) => {
    if (!point || point === current) return;
    current?.mark.classList.remove("current");
    current = point;
    point.mark.classList.add("current");
    drawing.append(point.mark);
    const link = document.createElement("a");
    link.href = "/images/" + point.id;
    const picture = document.createElement("img");
    picture.src = link.href + "/thumbnail";
    picture.alt = "";
    const name = document.createElement("span");
    name.className = "name";
    name.textContent = decodeURIComponent(point.id);
    link.append(picture, name);
    const value = document.createElement("span");
    value.className = "fact";
    value.textContent =
      point.mark.dataset.value ?? group(point)?.textContent.trim().replace(/ \([\d,]+\)$/, "") ?? "";
    card.replaceChildren(link, value);
  };
  const place = (event) => {
    const box = drawing.getBoundingClientRect();
    const scale = Math.min(box.width / 1000, box.height / 640);
    return {
      x: (event.clientX - box.left - (box.width - 1000 * scale) / 2) / scale,
      y: (event.clientY - box.top - (box.height - 640 * scale) / 2) / scale,
    };
  };
  const nearest = (at, reach, isAllowed = () => true) => {
    let found = null;
    let least = reach * reach;
    for (const point of marks) {
      const distance = (point.x - at.x) ** 2 + (point.y - at.y) ** 2;
      if (distance < least && !point.mark.classList.contains("dim") && isAllowed(point)) {
        found = point;
        least = distance;
      }
    }
    return found;
  };
  drawing.addEventListener("pointermove", (event) => show(nearest(place(event), 25)));
  drawing.addEventListener("click", (event) => {
    const point = nearest(place(event), 25);
    if (!point) return;
    // Without a mouse the first touch shows the picture and the second opens its page.
    if (event.pointerType === "mouse" || point === current) location.href = "/images/" + point.id;
    show(point);
  });
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  plot.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && current) location.href = "/images/" + current.id;
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const from = current ?? nearest({ x: 500, y: 320 }, Infinity);
    if (!current) return show(from);
    // What lies in that direction, within 45 degrees of it.
    show(nearest(from, Infinity, (point) => {
      const [x, y] = [point.x - from.x, point.y - from.y];
      const along = x * step[0] + y * step[1];
      return along > 0 && along >= Math.abs(x * step[1]) + Math.abs(y * step[0]);
    }));
  });
  for (const entry of legend) {
    entry.addEventListener("click", () => {
      const isPressed = entry.getAttribute("aria-pressed") === "true";
      for (const other of legend) other.setAttribute("aria-pressed", String(other === entry && !isPressed));
      for (const point of marks) {
        point.mark.classList.toggle("dim", !isPressed && group(point) !== entry);
      }
    });
  }
}
