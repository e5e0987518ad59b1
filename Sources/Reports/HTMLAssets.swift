/// What every page carries with it.
enum HTMLAssets {
  static let styleSheet = """
    :root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --rule: #d5dae0; --soft: #5b6570; --link: #0b57a4; }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e6e9ed; --paper: #15181c; --rule: #383f47; --soft: #9aa5b1; --link: #8ab8f0; }
      figure img, dialog img { background: #ffffff; border-radius: 4px; }
    }
    body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 Inter, system-ui, sans-serif; }
    main { max-width: 52rem; margin: 0 auto; padding: 2rem 1rem 4rem; } a { color: var(--link); }
    h1 { line-height: 1.2; } h2 { margin-top: 2.5rem; border-top: 1px solid var(--rule); padding-top: 1.2rem; }
    .question { color: var(--soft); font-size: 1.1rem; } .contents { color: var(--soft); } li { margin: .35rem 0; }
    li strong a { color: inherit; text-decoration-color: var(--rule); }
    .scroll { overflow-x: auto; margin: 1rem 0; } table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
    caption { text-align: left; color: var(--soft); font-size: .9rem; padding-bottom: .3rem; }
    th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--rule); text-align: left; }
    th.number, td.number { text-align: right; } td.number { white-space: nowrap; }
    th[aria-sort] { cursor: pointer; } th[aria-sort=ascending]::after { content: " ▲"; } th[aria-sort=descending]::after { content: " ▼"; }
    figure { margin: 1.5rem 0; } figure img { max-width: 100%; height: auto; cursor: zoom-in; }
    figcaption { color: var(--soft); font-size: .9rem; }
    .warning { border-left: 4px solid #c77700; padding: .4rem .9rem; margin: 1rem 0; }
    dialog { width: 96vw; height: 96vh; max-width: none; max-height: none; box-sizing: border-box; padding: 1rem; overflow: auto; border: 1px solid var(--rule); background: var(--paper); }
    dialog img { display: block; margin: .5rem auto; max-width: 100%; max-height: calc(96vh - 5rem); cursor: zoom-in; }
    dialog img.whole { max-width: none; max-height: none; width: 200%; cursor: zoom-out; }
    @media print {
      :root { --ink: #000000; --paper: #ffffff; --soft: #444444; --rule: #bbbbbb; }
      main { max-width: none; padding: 0; } figure, tr { break-inside: avoid; } h2 { break-after: avoid; }
      .contents, dialog { display: none; } .scroll { overflow: visible; } table { font-size: .8rem; }
      td { overflow-wrap: anywhere; } td:not(.number) { min-width: 5.5em; }
    }
    """

  /// Sorts tables by a column, and opens figures larger.
  static let script = """
    "use strict";
    const number = (text) => parseFloat(text.replace(/[,\\[\\s]/g, "").replace(/−/g, "-"));
    function compare(a, b) {
      const [x, y] = [number(a), number(b)];
      if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
      return x - y || a.localeCompare(b, "en", { numeric: true });
    }
    function sort(head) {
      const table = head.closest("table");
      const column = head.cellIndex;
      const order = head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
      const rows = [...table.tBodies[0].rows];
      const key = (row) => row.cells[column].textContent;
      rows.sort((a, b) => (order === "ascending" ? 1 : -1) * compare(key(a), key(b)));
      for (const other of head.parentElement.cells) other.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", order);
      table.tBodies[0].append(...rows);
    }
    for (const head of document.querySelectorAll("thead th")) {
      if (head.closest("table").tBodies[0].rows.length < 2) continue;
      head.setAttribute("aria-sort", "none");
      head.tabIndex = 0;
      head.title = "Sort by this column";
      head.addEventListener("click", () => sort(head));
      head.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        sort(head);
      });
    }
    const zoom = document.getElementById("zoom");
    const enlarged = zoom.querySelector("img");
    for (const image of document.querySelectorAll("figure img")) {
      image.addEventListener("click", () => {
        enlarged.src = image.src;
        enlarged.alt = image.alt;
        enlarged.className = "";
        zoom.showModal();
      });
    }
    enlarged.addEventListener("click", () => enlarged.classList.toggle("whole"));
    zoom.querySelector("button").addEventListener("click", () => zoom.close());
    """
}
