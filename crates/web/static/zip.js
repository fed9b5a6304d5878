// Fills in an address from its postal code. Without this the button 「住所を入力する」 does the same.
for (const group of document.querySelectorAll('[data-address]')) {
  const part = (name) => group.querySelector(`input[name$=".${name}"]`);
  const [zip, pref, city, town, street] = ['zip', 'pref', 'city', 'town', 'street'].map(part);
  const said = group.querySelector('[data-address-said]');
  let last = '';
  zip.addEventListener('input', async () => {
    const code = zip.value.normalize('NFKC').replace(/[^0-9]/g, '');
    if (code.length !== 7 || code === last) return;
    last = code;
    const answer = await fetch(`/zip/${code}`).catch(() => null);
    if (!answer?.ok || last !== code) return;
    const towns = await answer.json();
    if (towns.length === 0) {
      said.textContent = said.dataset.unknown;
      return;
    }
    // What a person has typed is left alone.
    const fill = (input, text) => { if (!input.value) input.value = text; };
    const same = (key) => towns.every((t) => t[key] === towns[0][key]);
    if (same('pref')) fill(pref, towns[0].pref);
    if (same('city')) fill(city, towns[0].city);
    if (towns.length > 1) {
      said.textContent = said.dataset.several;
      return;
    }
    fill(town, towns[0].town);
    said.textContent = said.dataset.found;
    if (document.activeElement === zip && !street.value) street.focus();
  });
}
