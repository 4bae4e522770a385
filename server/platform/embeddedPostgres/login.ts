import fs from 'node:fs'
import { Client } from 'pg'
import { type Access, accessUrl } from './access.ts'

/**
 * Logs in once to learn whether a server is ours and ready.
 * Out:    'ready'; 'not yet' while it starts, stops, or does not listen; 'not ours' when it refuses the password or serves another folder.
 * Errors: none.
 */
export async function tryLogin(access: Access, data: string): Promise<'ready' | 'not yet' | 'not ours'> {
  const client = new Client({ connectionString: accessUrl(access), connectionTimeoutMillis: 3000, query_timeout: 3000 })
  client.on('error', () => {}) // the server may stop in the meantime; the query below reports it
  try {
    await client.connect()
    const answer = await client.query<{ folder: string }>(`select current_setting('data_directory') as folder`)
    return fs.realpathSync(answer.rows[0]?.folder ?? '') === fs.realpathSync(data) ? 'ready' : 'not ours'
  } catch (error) {
    // 28xxx: the password or the role is wrong. All else (refused, 57P03 starting or stopping, reset) may be temporary.
    return String((error as { code?: unknown }).code).startsWith('28') ? 'not ours' : 'not yet'
  } finally {
    await client.end().catch(() => {})
  }
}
