// The page's address, whose fragment (behind #) may contain a friend's invite.

/** Returns the decoded fragment if it contains an invite, else null. */
export function inviteInAddress() {
  const hash = decoded(location.hash.slice(1));
  return /p2[1-9]/.test(hash) ? hash : null;
}

/** Removes the fragment, so that a reload or a bookmark does not use the invite again. */
export function clearAddress() {
  if (location.hash !== "") history.replaceState(null, "", location.pathname + location.search);
}

/** Chats may percent-encode a link, or cut it inside an escape. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
