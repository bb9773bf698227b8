// Everything but passkeys works without this; it keeps drafts, adds rows without a reload, and carries a passkey's
// questions to the device and its answers back.
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const post = async (path, body) => {
    const answer = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(told.told || String(answer.status));
    return told;
  };
  const made = async (question) => {
    const asked = question.publicKey;
    asked.challenge = bytes(asked.challenge);
    asked.user.id = bytes(asked.user.id);
    for (const had of asked.excludeCredentials || []) had.id = bytes(had.id);
    const key = await navigator.credentials.create({ publicKey: asked });
    return { id: key.id, rawId: text(key.rawId), type: key.type, extensions: {}, response: { attestationObject: text(key.response.attestationObject), clientDataJSON: text(key.response.clientDataJSON) } };
  };
  const shown = async (question) => {
    const asked = question.publicKey;
    asked.challenge = bytes(asked.challenge);
    for (const had of asked.allowCredentials || []) had.id = bytes(had.id);
    const key = await navigator.credentials.get({ publicKey: asked });
    const said = key.response;
    return { id: key.id, rawId: text(key.rawId), type: key.type, extensions: {}, response: { authenticatorData: text(said.authenticatorData), clientDataJSON: text(said.clientDataJSON), signature: text(said.signature), userHandle: said.userHandle ? text(said.userHandle) : null } };
  };
  for (const button of document.querySelectorAll('button[data-passkey]')) {
    if (!window.PublicKeyCredential) continue;
    button.hidden = false;
    const told = button.parentElement.querySelector('[data-passkey-told]');
    button.addEventListener('click', async () => {
      const { passkey, secret, next } = button.dataset;
      button.disabled = true;
      told.hidden = true;
      try {
        const question = await post(`/account/passkey/${passkey}`, { secret });
        const answer = await (passkey === 'make' ? made : shown)(question);
        const label = document.getElementById('passkey-label');
        const done = await post(`/account/passkey/${passkey === 'make' ? 'made' : 'shown'}`, { secret, next, answer, label: label ? label.value : '' });
        location.assign(done.next);
      } catch (cause) {
        told.textContent = cause instanceof DOMException ? button.dataset.aborted : cause.message;
        told.hidden = false;
        button.disabled = false;
      }
    });
  }
  for (const form of document.querySelectorAll('form[data-draft]')) {
    let waiting;
    form.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === 'string'));
        fetch(form.dataset.draft, { method: 'POST', body, headers: { 'x-draft': '1' } }).catch(() => {});
      }, 1200);
    });
  }
  for (const button of document.querySelectorAll('button[data-add-row]')) {
    button.addEventListener('click', (event) => {
      const box = button.closest('[data-rows]');
      const rows = box.querySelectorAll(':scope > .rows');
      const last = rows[rows.length - 1];
      if (!last) return;
      event.preventDefault();
      const row = last.cloneNode(true);
      const index = rows.length;
      for (const input of row.querySelectorAll('[name]')) {
        input.name = input.name.replace(/\.\d+\./, `.${index}.`);
        if (input.type !== 'checkbox' && input.type !== 'radio') input.value = ''; else input.checked = false;
      }
      // The copy is a new row: with ids of its own, and without what was wrong with the last.
      for (const part of row.querySelectorAll('[id]')) part.id = `${part.id}-${index}`;
      for (const error of row.querySelectorAll('.error')) error.remove();
      for (const field of row.querySelectorAll('.wrong')) field.classList.remove('wrong');
      for (const field of row.querySelectorAll('[aria-invalid]')) {
        field.removeAttribute('aria-invalid');
        field.removeAttribute('aria-describedby');
      }
      for (const label of row.querySelectorAll('label[for]')) label.htmlFor = `${label.htmlFor}-${index}`;
      last.after(row);
      row.querySelector('[name]').focus();
    });
  }
})();
