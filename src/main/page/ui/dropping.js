// Accepts files and folders dropped anywhere on the page.

/**
 * @param target the element highlighted while files are dragged over the page
 * @param isAllowed whether the page accepts files now; if not, the pointer shows it
 * @param onDropped receives the DataTransfer, whose items are valid only during the call
 */
export function prepareDropping(target, isAllowed, onDropped) {
  const highlight = (isDragging) => target.classList.toggle("dropping", isDragging);
  document.addEventListener("dragover", (event) => {
    if (isForTextField(event)) return;
    // Without this the browser would navigate to the dropped file.
    event.preventDefault();
    const isAccepted = hasFiles(event) && isAllowed();
    event.dataTransfer.dropEffect = isAccepted ? "copy" : "none";
    highlight(isAccepted);
  });
  document.addEventListener("dragleave", ({ relatedTarget }) => {
    if (relatedTarget === null) highlight(false);
  });
  document.addEventListener("drop", (event) => {
    highlight(false);
    if (isForTextField(event)) return;
    event.preventDefault();
    if (hasFiles(event) && isAllowed()) onDropped(event.dataTransfer);
  });
}

function hasFiles({ dataTransfer }) {
  return dataTransfer.types.includes("Files");
}

/** The browser inserts text dropped on a field. */
function isForTextField(event) {
  return !hasFiles(event) && event.target.matches?.("textarea:not([readonly])");
}
