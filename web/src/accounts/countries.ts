const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
const unwanted = new Set(['EU', 'EZ', 'UN', 'ZZ', 'XA', 'XB', 'QO'])

/** All countries that the browser has a name for, each once: former codes (DD) and second ones (UK) stand for another. */
export function countries(language: string): { code: string; name: string }[] {
  const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' })
  const all = letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => !unwanted.has(code) && new Intl.Locale(`und-${code}`).region === code)
  return all
    .flatMap((code) => (names.of(code) ? [{ code, name: names.of(code) ?? code }] : []))
    .toSorted((a, b) => a.name.localeCompare(b.name, language))
}
