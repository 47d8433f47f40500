// Files and folders that are dropped anywhere on the page.

/**
 * @param place the element that is marked while something is held over the page
 * @param isWelcome says whether the page takes files now; if not, the pointer shows it
 * @param onDropped takes the DataTransfer, whose list of entries is there only during the call
 */
export function prepareDropping(place, isWelcome, onDropped) {
  const mark = (isHeld) => place.classList.toggle("dropping", isHeld);
  document.addEventListener("dragover", (event) => {
    if (isForTextField(event)) return;
    // Without this the browser would leave the page for what is dropped.
    event.preventDefault();
    const isTaken = hasFiles(event) && isWelcome();
    event.dataTransfer.dropEffect = isTaken ? "copy" : "none";
    mark(isTaken);
  });
  document.addEventListener("dragleave", ({ relatedTarget }) => {
    if (relatedTarget === null) mark(false);
  });
  document.addEventListener("drop", (event) => {
    mark(false);
    if (isForTextField(event)) return;
    event.preventDefault();
    if (hasFiles(event) && isWelcome()) onDropped(event.dataTransfer);
  });
}

function hasFiles({ dataTransfer }) {
  return dataTransfer.types.includes("Files");
}

/** Text that is dropped on a field is the browser's to put in. */
function isForTextField(event) {
  return !hasFiles(event) && event.target.matches?.("textarea:not([readonly])");
}
