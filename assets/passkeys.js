// Passkeys on the pages that the server writes: it shows the forms that need one, asks the device and tells the server. Without it,
// or where there are no passkeys, those forms stay hidden and all else works.

(() => {
  // A passkey is made for a name, and a number is none.
  const canUse = window.isSecureContext && window.PublicKeyCredential && !/^[\d.]+$|^\[/.test(location.hostname);
  if (!canUse) return;
  for (const note of document.querySelectorAll("[data-no-passkeys]")) note.hidden = true;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.closest(".ways")?.removeAttribute("hidden");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(form);
    });
  }

  async function run(form) {
    const kind = form.dataset.passkey;
    const button = form.querySelector("button");
    const notice = form.querySelector("[role=alert]");
    notice.hidden = true;
    button.disabled = true;
    try {
      const fields = new FormData(form);
      const { ceremony, publicKey } = await ask(`/passkeys/${kind}/options`, new URLSearchParams(fields));
      const credential = await device(kind, publicKey);
      const answer = { ceremony, credential, name: fields.get("name") ?? "", next: fields.get("next") ?? "" };
      location.assign((await ask(`/passkeys/${kind}/result`, JSON.stringify(answer))).to);
    } catch (error) {
      notice.textContent = error.told ?? form.dataset.cancelled;
      notice.hidden = false;
      button.disabled = false;
    }
  }

  async function ask(path, body) {
    const response = await fetch(path, { method: "POST", body });
    const answer = await response.json();
    if (response.ok) return answer;
    if (answer.to) location.assign(answer.to);
    throw Object.assign(new Error(path), { told: answer.error });
  }

  async function device(kind, options) {
    options.challenge = bytes(options.challenge);
    for (const known of [...(options.excludeCredentials ?? []), ...(options.allowCredentials ?? [])]) known.id = bytes(known.id);
    if (options.user) options.user.id = bytes(options.user.id);
    const made = kind === "registration";
    const found = await navigator.credentials[made ? "create" : "get"]({ publicKey: options });
    const response = {};
    for (const part of ["attestationObject", "clientDataJSON", "authenticatorData", "signature", "userHandle"]) {
      if (found.response[part]) response[part] = text(found.response[part]);
    }
    if (made) response.transports = found.response.getTransports?.() ?? [];
    return { id: found.id, rawId: text(found.rawId), type: found.type, response, extensions: {} };
  }

  function bytes(text) {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  }

  function text(buffer) {
    const letters = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  }
})();
