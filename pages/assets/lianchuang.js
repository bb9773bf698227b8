// Everything works without this; it only keeps drafts and adds rows without a reload.
(() => {
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
