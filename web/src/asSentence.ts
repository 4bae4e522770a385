/** With a capital letter first. */
export const asSentenceStart = (text: string): string => `${text.charAt(0).toLocaleUpperCase()}${text.slice(1)}`

/** A sentence of its own, of what the server says after the name of a field ("must be an email address"). */
export const asSentence = (text: string): string => {
  const [first = ''] = text
  return `${first.toLocaleUpperCase()}${text.slice(first.length)}${/[.?!…。]$/.test(text) ? '' : '.'}`
}
