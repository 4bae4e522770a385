import pg from 'pg'
import { partsOf, placesOf } from '../../server/model/sentence.ts'
import { english } from '../../server/texts.ts'

/** Columns that hold sentences for people, as keys and data (server/model/sentence.ts). */
const sentences: Record<string, string> = {
  'lead_alerts.words': 'words',
  'messages.error_words': 'error_words',
  'outbox.error_words': 'error_words',
  'attempts.words': 'words',
  'breakers.words': "nullif(words, '')",
  'accounts.status_reason': 'status_reason',
  'accounts.notices': "jsonb_path_query(notices, '$.*.words') #>> '{}'",
  'accounts.stopped_kinds': "jsonb_path_query(stopped_kinds, '$.*.words') #>> '{}'",
  'bodies.notes': "jsonb_path_query(notes, '$[*].notes[*]') #>> '{}'",
  'doctor_runs.findings': 'jsonb_path_query(findings, \'$[*].keyvalue() ? (@.key == "asked" || @.key == "found").value\') #>> \'{}\'',
  'lead_dms.error_words': 'error_words',
  'template_syncs.words': 'words',
  'waiting_statuses.report': "report #>> '{failure,words}'",
}

/** Columns with texts of people, owners and platforms. All other columns have no text that reads like a sentence. */
const written = new Set([
  'events.text',
  'events.detail',
  'events.payload',
  'events.username',
  'events.decision',
  'events.key',
  'messages.content',
  'runs.answer',
  'runs.saved',
  'contacts.name',
  'contacts.username',
  'contacts.email',
  'contacts.custom_fields',
  'consents.words',
  'opt_out_notes.reason',
  'accounts.name',
  'accounts.username',
  'workspaces.name',
  'leads.name',
  'leads.email',
  'leads.custom_fields',
  'leads.metadata',
  'lead_dms.text',
  'forms.name',
  'forms.fields',
  'forms.consent_text',
  'forms.message',
  'workspaces.dm_texts',
  'lead_forms.name',
  'endpoint_events.data',
  'endpoints.name',
  'endpoints.headers',
  'endpoints.mapping',
  'lead_forms.questions',
  'templates.parts',
  'template_drafts.given',
  'automations.name',
  'automations.config',
  'automations.definition',
  'automation_versions.name',
  'automation_versions.config',
  'automation_versions.definition',
  'occurrences.data',
  'tags.name',
  'migrations.name',
  // The message of an error that a library threw, for the trace and the log.
  'reading_attempts.reason',
])
const isSentence = "[[:upper:]][[:lower:]]* ([[:alpha:]’'']+,? ){2,}[[:alpha:]]+"

/** What is wrong with the data of a sentence, and of those within it. */
function wrongWith(held: string): string | null {
  const parts = partsOf(held)
  if (!parts) return 'is text'
  const text = english[parts.key]
  if (text === undefined) return 'has a key that no catalogue has'
  const data = parts.data ?? {}
  for (const place of placesOf(text)) {
    const value = data[place.replace('>', '')]
    if (value === undefined) return `has nothing for ${place}`
    if (!place.startsWith('>')) continue
    for (const one of [value].flat()) {
      const wrong = typeof one === 'string' ? wrongWith(one) : 'is no sentence'
      if (wrong) return `${place} ${wrong}`
    }
  }
  return null
}

/**
 * Checks that no column of new rows has a sentence in a language of people, only keys of the catalogue with their data.
 * In: the address of a test's database. Out: each column that has one, with the value.
 */
export async function storedSentences(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows: columns } = await client.query<{ table: string; column: string }>(`
      select c.table_name as "table", c.column_name as "column" from information_schema.columns c
      join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and (c.data_type in ('text', 'json', 'jsonb') or c.udt_name in ('_text'))`)
    const other = columns.filter(({ table, column }) => !written.has(`${table}.${column}`) && !sentences[`${table}.${column}`])
    const all = [
      ...Object.entries(sentences).map(([place, value]) => ({ place, value, keys: true })),
      ...other.map(({ table, column }) => ({ place: `${table}.${column}`, value: `"${column}"::text`, keys: false })),
    ]
    const { rows } = await client.query<{ place: string; held: string; keys: boolean }>(
      all
        .map(({ place, value, keys }) => {
          const found = `select distinct '${place}' as place, held, ${keys} as keys from (select ${value} as held from "${place.split('.')[0]}") x where held is not null`
          return keys ? found : `${found} and held ~ '${isSentence}'`
        })
        .join(' union all '),
    )
    return rows.flatMap(({ place, held, keys }) => {
      const wrong = keys ? wrongWith(held) : 'reads like a sentence'
      return wrong ? [`${place} ${wrong}: ${held.slice(0, 200)}`] : []
    })
  } finally {
    await client.end()
  }
}
