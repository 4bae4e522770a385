import { textOf } from './fields.ts'

/** `2021-06-15T22:08:01+0000` (meta-platform.md 10): the colon that the standard requires is missing. */
export function momentOf(value: unknown): Date | null {
  const ms = Date.parse((textOf(value) ?? '').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))
  return Number.isNaN(ms) ? null : new Date(ms)
}
