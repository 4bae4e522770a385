import { sql, type RawBuilder } from 'kysely'

/**
 * SQL: the searched text of a person, as in the index `contacts_by_words` (migrations/0019_search.sql). In: the alias of `contacts` in the
 * statement.
 */
export const contactWords = (alias: string): RawBuilder<string> => {
  const p = sql.raw(alias)
  return sql`(coalesce(${p}.name, '') || ' ' || coalesce(${p}.username, '') || ' ' || coalesce(${p}.email,
    '') || ' ' || coalesce(${p}.phone, ''))`
}
