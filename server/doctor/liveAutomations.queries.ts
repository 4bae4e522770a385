import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { LiveAutomation } from './whatUses.ts'

/** SQL: the live automations of an account as a list of JSON (`LiveAutomation`), by name. In: its id, as SQL. */
export const liveAutomationsOf = (accountId: RawBuilder<unknown>) => sql<LiveAutomation[]>`
  (select coalesce(jsonb_agg(jsonb_build_object('name', n.name, 'triggers',
      (select coalesce(jsonb_agg(distinct t ->> 'on'), '[]') from jsonb_array_elements(v.definition -> 'triggers') t), 'steps',
      (select coalesce(jsonb_agg(distinct t ->> 'type'), '[]') from jsonb_array_elements(v.definition -> 'steps') t)) order by n.name), '[]')
    from automation_sets s join automations n on n.id = s.automation_id join automation_versions v on v.id = s.version_id
    where s.account_id = ${accountId} and s.until_set is null and s.live)`
