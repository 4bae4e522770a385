import type { Command, CommandTools } from './command.ts'
import { withDatabase } from './openForCommand.ts'

/** What was removed, or would be, by table. */
export type CleanedUp = { table: string; rows: number }[]

/** In: what removes old data, or with `isDry` only counts it. */
export const cleanupCommand = (cleanUp: (tools: CommandTools, url: string, isDry: boolean) => Promise<CleanedUp>): Command => ({
  usage: '[--dry-run]',
  summary: 'Removes now what the workspaces keep no longer, as the hourly job does',
  details: [
    'AutoDM Hub may run meanwhile, and need not. How long each kind of data is kept: Settings › Privacy, or PATCH /api/workspace.',
    '--dry-run only counts events, messages, runs, emails and jobs that would be removed. Prints the rows by table; leaves audit rows.',
  ],
  options: { 'dry-run': { type: 'boolean', default: false } },
  async run(tools, given) {
    const isDry = given['dry-run'] === true
    await withDatabase(tools, async ({ url }) => {
      const cleaned = (await cleanUp(tools, url, isDry)).filter(({ rows }) => rows > 0)
      for (const { table, rows } of cleaned) tools.say(`${table}: ${rows}`)
      const all = cleaned.reduce((sum, { rows }) => sum + rows, 0)
      tools.say(isDry ? `Would be removed: ${all} rows. Nothing was changed.` : `Removed: ${all} rows.`)
    })
  },
})
