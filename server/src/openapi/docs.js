// Tries the addresses that the page /api/docs describes. Without this script the page describes them all the same.

const LONGEST = 20000;
const key = document.querySelector("#key");

for (const form of document.querySelectorAll("form[data-method]")) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}

async function send(form) {
  const told = form.querySelector("output");
  const query = new URLSearchParams();
  let path = form.dataset.path;
  for (const field of form.querySelectorAll("[data-in]")) {
    const value = field.value.trim();
    if (field.dataset.in === "path") path = path.replace(`{${field.name}}`, encodeURIComponent(value));
    else if (value) query.set(field.name, value);
  }
  const body = form.querySelector("textarea")?.value;
  const headers = {};
  if (body) headers["content-type"] = "application/json";
  // With a key it is the program that asks, without one whoever has signed in here.
  if (key.value) headers.authorization = `Bearer ${key.value.trim()}`;
  const address = query.size ? `${path}?${query}` : path;
  told.textContent = "…";
  try {
    const answer = await fetch(address, { method: form.dataset.method, headers, body, cache: "no-store" });
    const text = await answer.text();
    told.textContent = `${answer.status} ${answer.statusText}\n\n${pretty(text).slice(0, LONGEST)}`;
  } catch (problem) {
    told.textContent = String(problem);
  }
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
