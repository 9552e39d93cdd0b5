// Follows what an editor writes: the page loads again after each build, moves
// to the list of problems when there are any, and comes back when there are none.
// The server says in Server-Timing which version a page was made from.
let version = performance.getEntriesByType("navigation")[0]?.serverTiming
  ?.find((entry) => entry.name === "site")?.description;
const listing = location.pathname === "/_problems";

function hear(event) {
  const state = JSON.parse(event.data);
  version ??= state.version;
  if (state.problems && !listing) {
    sessionStorage.setItem("terug", location.href);
    location.replace("/_problems");
    return;
  }
  const back = sessionStorage.getItem("terug");
  if (!state.problems && listing && back) {
    sessionStorage.removeItem("terug");
    location.replace(back);
  } else if (state.version !== version) location.reload();
}

// A browser keeps few connections to one server, so only the page in sight listens.
let source;
function listen() {
  source?.close();
  if (document.hidden) return;
  source = new EventSource("/_reload");
  source.onmessage = hear;
}
document.addEventListener("visibilitychange", listen);
listen();
