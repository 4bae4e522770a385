import { sql, type RawBuilder } from 'kysely'

/**
 * What a person is found by, as the index `contacts_by_words` has it (migrations/0019_search.sql). In: the name that `contacts` has in the
 * statement.
 */
export const contactWords = (alias: string): RawBuilder<string> => {
  const p = sql.raw(alias)
  return sql`(coalesce(${p}.name, '') || ' ' || coalesce(${p}.username, '') || ' ' || coalesce(${p}.email,
    '') || ' ' || coalesce(${p}.phone, ''))`
}
