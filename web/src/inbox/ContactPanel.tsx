import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../server/conversations/conversations.schemas.ts'
import { ContactTags } from '../contacts/ContactTags.tsx'
import { Avatar } from '../parts/Avatar.tsx'
import { timeText } from '../parts/shownTime.ts'
import { queries } from '../queries.ts'
import { personName } from './personName.ts'

const minutes = (seconds: number) => Math.max(1, Math.round(seconds / 60))

/** Who the person is: how to reach them, their fields and tags, and how long they waited. */
export function ContactPanel({ conversation }: { conversation: Conversation }) {
  const { t, i18n } = useTranslation()
  const { contact, firstResponseSeconds, resolutionSeconds, openedAt } = conversation
  const { data: person } = useQuery(queries.contact(contact.id))
  const name = personName(contact, t('inbox.somebody'))
  const facts: [string, string | null | undefined][] = [
    [t('inbox.fact.username'), contact.username && `@${contact.username}`],
    [t('inbox.fact.email'), person?.email],
    [t('inbox.fact.phone'), person?.phone],
    ...Object.entries(person?.customFields ?? {}).map(([key, value]): [string, string] => [key, String(value ?? '')]),
    [t('inbox.fact.since'), person && timeText(person.createdAt, i18n.language, { dateStyle: 'medium' })],
    [t('inbox.fact.opened'), timeText(openedAt, i18n.language, { dateStyle: 'medium', timeStyle: 'short' })],
    [
      t('inbox.fact.firstResponse'),
      firstResponseSeconds === null ? null : t('inbox.fact.minutes', { count: minutes(firstResponseSeconds) }),
    ],
    [t('inbox.fact.resolution'), resolutionSeconds === null ? null : t('inbox.fact.minutes', { count: minutes(resolutionSeconds) })],
  ]
  return (
    <div className="grid gap-4 p-4">
      <div className="grid justify-items-center gap-2 text-center">
        <Avatar name={name} className="size-14 text-xl" />
        <h3 className="max-w-full font-bold break-words">
          <Link to="/contacts/$contactId" params={{ contactId: contact.id }} className="hover:underline">
            {name}
          </Link>
        </h3>
      </div>
      <ContactTags contactId={contact.id} />
      <dl className="grid gap-2 text-sm">
        {facts.map(([label, value]) =>
          value ? (
            <div key={label}>
              <dt className="text-xs font-semibold text-soft">{label}</dt>
              <dd className="break-words">{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
    </div>
  )
}
