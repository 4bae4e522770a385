/** What a browser may show: none of these runs a script. Everything else is downloaded. */
const shown = /^(image\/(jpeg|png|gif|webp)|audio\/[\w-]+|video\/[\w-]+)$/

/**
 * The headers of a file. It comes from strangers: it is never taken for another type, nothing in it may run, and no other page may embed
 * it.
 */
export function headersOf({ type, name, id }: { type: string; name: string | null; id: string }): Record<string, string> {
  const way = shown.test(type) ? 'inline' : 'attachment'
  const plain = (name ?? id).replaceAll(/[^\w. -]/g, '_')
  return {
    'content-type': shown.test(type) || type === 'application/pdf' ? type : 'application/octet-stream',
    'content-disposition': `${way}; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name ?? id)}`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, max-age=3600, immutable',
    'accept-ranges': 'bytes',
  }
}

/**
 * The range that is asked for (RFC 9110 section 14). Several ranges, and units other than bytes, are answered with the whole.
 * Out: first and last byte, both included; null: all of it.
 */
export function rangeOf(header: string | undefined, size: number): { start: number; end: number } | 'unsatisfiable' | null {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? []
  if (first === '' && last === '') return null
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(size - 1, Number(last))
  if (first !== '' && last !== '' && Number(last) < Number(first)) return null
  return start > end || start >= size ? 'unsatisfiable' : { start, end }
}
