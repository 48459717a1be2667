// Runs in the browser. It knows one address, /ask, and no key.
const form = document.querySelector('form');
const show = (id, text) => { document.getElementById(id).textContent = text; };

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('button');
  const question = form.elements.question.value;
  button.disabled = true;
  for (const id of ['typed', 'output', 'redactions', 'error']) show(id, '');
  try {
    const answer = await fetch('/ask', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ question }) });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.error);
    show('typed', question);
    show('output', said.output);
    show('redactions', said.redactions.length === 0 ? 'nothing' : said.redactions.map((r) => `${r.count} × ${r.type}`).join(', '));
    document.getElementById('result').hidden = false;
  } catch (e) {
    show('error', e.message);
  } finally {
    button.disabled = false;
  }
});
