import { openAsBlob } from 'node:fs'

/** `path`: of the file on the disk; `fields`: what stands beside it in the form. */
export type FileToPost = {
  url: string
  headers: Record<string, string>
  path: string
  type: string
  name: string
  fields: Record<string, string>
}
export type PostFile = (request: FileToPost, signal: AbortSignal) => Promise<{ status: number; body: string }>

/**
 * Sends a file as a form to an address of the administrator's own, which may be on this machine. The file is read while it is sent.
 * Out: the status, and the body of a success. Errors: of the network; `ENOENT` when there is no such file; no redirect is followed.
 */
export const postFile: PostFile = async ({ url, headers, path, type, name, fields }, signal) => {
  const form = new FormData()
  form.set('file', await openAsBlob(path, { type }), name)
  for (const [field, value] of Object.entries(fields)) form.set(field, value)
  const answer = await fetch(url, { method: 'POST', headers, body: form, redirect: 'error', signal })
  if (answer.ok) return { status: answer.status, body: await answer.text() }
  await answer.body?.cancel()
  return { status: answer.status, body: '' }
}
