// Sorts the table of results by a column, at a click or a key press on its head: highest first, then lowest.
document.addEventListener("click", (event) => {
  const button = event.target.closest(".parley .many thead button");
  if (!button) return;
  const head = button.closest("th");
  const table = head.closest("table");
  const falls = head.getAttribute("aria-sort") !== "descending";
  for (const each of table.querySelectorAll("thead th")) each.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", falls ? "descending" : "ascending");
  const column = head.cellIndex;
  // What is not scored has no cell in the column, and stays at the end.
  const value = (row) => row.cells[column]?.dataset.value ?? "";
  const rows = [...table.tBodies[0].rows].sort((a, b) => {
    if (value(a) === "" || value(b) === "") return (value(a) === "") - (value(b) === "");
    return falls ? value(b) - value(a) : value(a) - value(b);
  });
  table.tBodies[0].append(...rows);
});
