import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import type { Conversation, ConversationInput } from '../../../server/conversations/conversations.schemas.ts'
import { api } from '../api.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { queries } from '../queries.ts'
import { Composer, type Mode } from './Composer.tsx'
import { ContactPanel } from './ContactPanel.tsx'
import { ConversationHeader } from './ConversationHeader.tsx'
import { Timeline } from './Timeline.tsx'
import type { CommentAnswer } from './commentAnswer.ts'
import { useChange } from './useChange.ts'
import { useKeys } from './useKeys.ts'

const route = getRouteApi('/frame/inbox/$conversationId')

/** One conversation: its header, its history, where its next message is written, and who the person is. */
export function ConversationPage() {
  const { conversationId } = route.useParams()
  const query = useQuery(queries.conversation(conversationId))
  return (
    <Loaded query={query} rows={6}>
      {(conversation) => <OpenConversation key={conversation.id} conversation={conversation} />}
    </Loaded>
  )
}

function OpenConversation({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { data: me } = useQuery(queries.me)
  const mayWrite = me?.permissions.includes('messages.write') ?? false
  const [answering, setAnswering] = useState<CommentAnswer | null>(null)
  const [showsPerson, setShowsPerson] = useState(false)
  const [mode, setMode] = useState<Mode>('message')
  const field = useRef<HTMLTextAreaElement>(null)
  const { id, unread } = conversation
  const change = useChange(id)

  // What is on the screen is read; a page in the background is not on the screen.
  useEffect(() => {
    if (unread === 0) return
    const read = () => {
      if (document.visibilityState !== 'visible') return
      void api.readConversation(id).then(
        () => client.invalidateQueries({ queryKey: ['conversations'] }),
        () => undefined, // the next message tries again
      )
    }
    read()
    document.addEventListener('visibilitychange', read)
    return () => document.removeEventListener('visibilitychange', read)
  }, [client, id, unread])

  const write = (how: Mode) => {
    if (!mayWrite) return
    // The next key belongs to the field.
    flushSync(() => {
      setShowsPerson(false)
      setMode(how)
    })
    field.current?.focus()
  }
  const { status, bot, optedOutAt, assigneeId } = conversation
  const changeIt = (input: ConversationInput) => mayWrite && void change(input)
  useKeys({
    r: () => write('message'),
    n: () => write('note'),
    a: () => changeIt({ assigneeId: assigneeId && assigneeId === me?.memberId ? null : (me?.memberId ?? null) }),
    b: () => !optedOutAt && changeIt({ bot: bot === 'on' ? 'off' : 'on' }),
    e: () => changeIt({ status: status === 'open' ? 'closed' : 'open' }),
    i: () => setShowsPerson(!showsPerson),
    Escape: () => void navigate({ to: '/inbox', search: (before) => before }),
  })

  return (
    <div className="flex h-full">
      <section aria-label={t('inbox.conversation')} className="flex min-w-0 grow flex-col">
        <ConversationHeader
          conversation={conversation}
          mayWrite={mayWrite}
          showsPerson={showsPerson}
          onPerson={() => setShowsPerson(!showsPerson)}
        />
        {showsPerson ? (
          <div className="min-h-0 grow overflow-y-auto xl:hidden">
            <ContactPanel conversation={conversation} />
          </div>
        ) : (
          <>
            <Timeline conversation={conversation} mayWrite={mayWrite} onAnswer={setAnswering} />
            {mayWrite && (
              <Composer
                conversation={conversation}
                mode={mode}
                onMode={setMode}
                field={field}
                answering={answering}
                onAnswered={() => setAnswering(null)}
              />
            )}
          </>
        )}
      </section>
      <aside aria-label={t('inbox.person')} className="hidden w-72 shrink-0 overflow-y-auto border-l border-line bg-card xl:block">
        <ContactPanel conversation={conversation} />
      </aside>
    </div>
  )
}
