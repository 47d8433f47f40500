// The page's address, whose part behind # may hold a friend's line.

/** Returns that part if there is a line in it, else null. */
export function lineInAddress() {
  const hash = decoded(location.hash.slice(1));
  return /p2[1-9]/.test(hash) ? hash : null;
}

/** Takes the line out of the address, where a reload or a bookmark would use it again. */
export function clearAddress() {
  if (location.hash !== "") history.replaceState(null, "", location.pathname + location.search);
}

/** Chats may encode what is in a link, or cut it off in the middle of a code. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
