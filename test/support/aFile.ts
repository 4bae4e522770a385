/** A form with a small picture, as POST /api/media takes it. */
export function aFile(accountId: string): FormData {
  const form = new FormData()
  form.set('accountId', accountId)
  form.set('file', new Blob([new Uint8Array([0xff, 0xd8, 0xff, 0xe0])]), 'mug.jpg')
  return form
}
