// Takes the code from behind the `#` of the link in a letter. Without this it is typed.
const code = document.querySelector('input[name="code"], input[name="key"]');
if (!code.value && location.hash.length > 1) {
  code.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, '', location.pathname);
}
