// Writes down how a name is read while it is typed, until a person touches the reading.
const katakana = (text) => text.replace(/[ぁ-ゖ]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0x60));
for (const reading of document.querySelectorAll('[data-kana-of]')) {
  const name = document.getElementById(reading.dataset.kanaOf);
  if (!name) continue;
  let last = '';
  let touched = reading.value !== '';
  reading.addEventListener('input', () => { touched = true; });
  name.addEventListener('compositionupdate', (event) => {
    const typed = event.data.replace(/[a-zａ-ｚ]+$/, '');
    if (/^[ぁ-ゖァ-ヺー]+$/.test(typed)) last = typed;
  });
  name.addEventListener('compositionend', () => {
    if (last && !touched) reading.value += katakana(last);
    last = '';
  });
  name.addEventListener('input', () => {
    if (!touched && name.value === '') reading.value = '';
  });
}
