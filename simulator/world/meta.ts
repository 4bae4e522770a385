import type { Store } from './store.ts'

/** Reads one small value that is stored beside the rows (clock offset, random state, settings, consent); null when never written. */
export function readMeta<T>(store: Store, key: string): T | null {
  const row = store.get<{ value: string }>('select value from meta where key = ?', key)
  return row ? (JSON.parse(row.value) as T) : null
}

/** Writes it; part of the running transaction. */
export function writeMeta(store: Store, key: string, value: unknown): void {
  store.run(
    'insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
    key,
    JSON.stringify(value),
  )
}
