import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Ban, Clock } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../server/contacts/contacts.schemas.ts'
import type { Conversation } from '../../../server/conversations/conversations.schemas.ts'
import { channelName } from '../accounts/handle.ts'
import { api } from '../api.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { showNote } from '../parts/notes.tsx'
import { Section } from '../parts/Section.tsx'
import { serverNow } from '../parts/serverClock.ts'
import { timeText } from '../parts/shownTime.ts'
import { queries } from '../queries.ts'
import { OptOutForm } from './OptOutForm.tsx'
import { useNames } from './useNames.ts'

/** Where a person writes: each conversation with its window, and whether they opted out of it. */
export function ContactThreads({ contact, mayWrite }: { contact: Contact; mayWrite: boolean }) {
  const { t } = useTranslation()
  const query = useQuery(queries.threadsOf(contact.id))
  return (
    <Section title={t('contacts.threads')}>
      <Loaded query={query} rows={1} className="m-0">
        {({ data }) =>
          data.length === 0 ? (
            <p className="text-sm text-soft">{t('contacts.noThreads')}</p>
          ) : (
            <ul aria-label={t('contacts.threads')} className="grid gap-4">
              {data.map((thread) => (
                <Thread key={thread.id} thread={thread} contactId={contact.id} mayWrite={mayWrite} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  )
}

function Thread({ thread, contactId, mayWrite }: { thread: Conversation; contactId: string; mayWrite: boolean }) {
  const { t, i18n } = useTranslation()
  const client = useQueryClient()
  const names = useNames()
  const { accountId, channel, optedOutAt, windowUntil, marketingStoppedAt, last } = thread
  const account = names.account(accountId)
  const day = (at: string) => timeText(at, i18n.language, { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' })
  const during = async (work: Promise<unknown>) => {
    await work
    showNote(t('contacts.saved'))
    await client.invalidateQueries({ queryKey: ['contacts'] })
  }
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-2 text-sm">
      <div className="min-w-40 grow basis-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-semibold">
          <Link
            to="/inbox/$conversationId"
            params={{ conversationId: thread.id }}
            className="truncate text-accent underline-offset-4 hover:underline"
          >
            {account}
          </Link>
          <span className="font-normal text-soft">{channelName(t, channel)}</span>
        </p>
        {last?.text && (
          <p className="truncate text-soft">
            {last.text} · <Ago at={last.at} justNow={t('justNow')} />
          </p>
        )}
        <p className="mt-1 flex flex-wrap gap-1.5">
          {optedOutAt ? (
            <Chip tone="bad" icon={Ban}>
              {t('contacts.optedOutAt', { at: day(optedOutAt) })}
            </Chip>
          ) : (
            windowUntil &&
            Date.parse(windowUntil) > serverNow() && (
              <Chip tone="good" icon={Clock}>
                {t('contacts.windowUntil', { at: day(windowUntil) })}
              </Chip>
            )
          )}
          {marketingStoppedAt && <Chip tone="warn">{t('contacts.noMarketing')}</Chip>}
        </p>
      </div>
      {mayWrite &&
        (optedOutAt ? (
          <OptOutForm
            title={t('contacts.undoOptOutTitle', { account })}
            text={t('optOuts.undoText')}
            action={t('optOuts.undo')}
            onSave={({ reason }) => during(api.undoOptOut(thread.id, reason))}
          >
            <Button size="sm">
              {t('contacts.undoOptOut')}
              <span className="sr-only">: {account}</span>
            </Button>
          </OptOutForm>
        ) : (
          <OptOutForm
            title={t('contacts.optOutTitle', { account })}
            text={t('contacts.optOutText')}
            action={t('contacts.optOut')}
            asksHow
            onSave={(given) => during(api.addOptOut({ contactId, accountId, ...given }))}
          >
            <Button size="sm" look="quiet">
              {t('contacts.optOut')}
              <span className="sr-only">: {account}</span>
            </Button>
          </OptOutForm>
        ))}
    </li>
  )
}
