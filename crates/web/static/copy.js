// An answer goes to the clipboard by one press, for whoever types it into another system. Without this it is text to select.
const told = document.createElement('p');
told.className = 'unseen';
told.setAttribute('role', 'status');
document.querySelector('main').append(told);
for (const answer of document.querySelectorAll('[data-copy]')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'text copy';
  button.textContent = 'コピー';
  const whose = document.createElement('span');
  whose.className = 'unseen';
  whose.textContent = `：${answer.dataset.copy}`;
  button.append(whose);
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(answer.textContent);
    told.textContent = `${answer.dataset.copy}をコピーしました`;
    button.firstChild.data = 'コピーしました';
    setTimeout(() => { button.firstChild.data = 'コピー'; }, 3000);
  });
  answer.parentElement.append(button);
}
