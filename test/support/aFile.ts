/** A form with a small picture, as POST /api/media takes it. */
export function aFile(accountId: string): FormData {
  const form = new FormData()
  form.set('accountId', accountId)
  form.set('file', new Blob([new Uint8Array([0xff, 0xd8, 0xff, 0xe0])]), 'mug.jpg')
  return form
}

/** A form with a file of people, as POST /api/contacts/import takes it. */
export function aPeopleFile(): FormData {
  const form = new FormData()
  form.set('file', new Blob(['name,email\nAda,ada@shop.example\n']), 'people.csv')
  return form
}
