import type { Params } from './params.ts'

/** A file that came in a form. The ledger stores it as JSON, and so without its bytes. */
export type FormFile = { filename: string; type: string; size: number; bytes: () => Buffer }

const deepest = 8
type Branch = Map<string, unknown>

/**
 * Parses the pairs of a query or a form as the platform's PHP does: `recipient[id]=1` is an object, `fields[]=a` and `fields[0]=a` are
 * lists, and the last of several equal names counts (meta-platform.md 13.6). Values stay texts; an object may also be sent as JSON in one
 * (meta-platform.md 3.1), which the code that needs the object parses.
 */
export function readPairs(pairs: Iterable<[string, string | FormFile]>): Params {
  const root: Branch = new Map()
  for (const [name, value] of pairs) {
    const [, head, tail] = /^([^[\]]+)((?:\[[^[\]]*\])+)$/.exec(name) ?? []
    const steps = tail === undefined ? [] : [...tail.matchAll(/\[([^[\]]*)\]/g)].map(([, step]) => step!)
    if (head === undefined || steps.length > deepest) root.set(name, value)
    else put(root, [head, ...steps], value)
  }
  return Object.fromEntries([...root].map(([name, value]) => [name, settled(value)]))
}

function put(branch: Branch, [step, ...more]: string[], value: unknown): void {
  const key = step === '' ? String(branch.size) : step!
  if (more.length === 0) return void branch.set(key, value)
  const there = branch.get(key)
  const next: Branch = there instanceof Map ? (there as Branch) : new Map()
  if (next !== there) branch.set(key, next)
  put(next, more, value)
}

/** An object with the keys 0, 1, 2 … is a list. */
function settled(value: unknown): unknown {
  if (!(value instanceof Map)) return value
  const entries = [...(value as Branch)].map(([key, inner]) => [key, settled(inner)] as const)
  return entries.every(([key], index) => key === String(index)) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries)
}

/** The pairs of a `multipart/form-data` body; null when it is another type, or malformed. */
export async function readMultipart(bytes: Buffer, contentType: string): Promise<[string, string | FormFile][] | null> {
  if (!/^multipart\/form-data/i.test(contentType)) return null
  try {
    const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData()
    return await Promise.all(
      [...form].map(async ([name, value]): Promise<[string, string | FormFile]> => {
        if (typeof value === 'string') return [name, value]
        const bytes = Buffer.from(await value.arrayBuffer())
        return [name, { filename: value.name, type: value.type, size: value.size, bytes: () => bytes }]
      }),
    )
  } catch {
    return null
  }
}
