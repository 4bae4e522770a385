import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Paperclip, SendHorizontal, X } from 'lucide-react'
import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../server/conversations/conversations.schemas.ts'
import { api } from '../api.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { Button } from '../parts/Button.tsx'
import { Choice } from '../parts/Choice.tsx'
import { Notice } from '../parts/Notice.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { CannedChoice, cannedFor } from './CannedChoice.tsx'
import type { CommentAnswer } from './commentAnswer.ts'
import { TemplateForm } from './TemplateForm.tsx'
import { usePauseByTyping } from './usePauseByTyping.ts'

export type Mode = 'message' | 'note'
type Props = {
  conversation: Conversation
  mode: Mode
  onMode: (mode: Mode) => void
  field: RefObject<HTMLTextAreaElement | null>
  answering: CommentAnswer | null
  onAnswered: () => void
}

/** What is written in each conversation and not sent yet: it is there again when somebody comes back. */
const drafts = new Map<string, string>()

/** Where the next message or note is written. Typing a message pauses automations; `/` offers canned replies; Enter sends. */
export function Composer({ conversation, mode, onMode, field, answering, onAnswered }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { id, accountId, whyNot } = conversation
  const { accounts } = useAccountChoice()
  const [text, setOwnText] = useState(drafts.get(id) ?? '')
  const setText = (next: string) => {
    drafts.set(id, next)
    setOwnText(next)
  }
  const [file, setFile] = useState<File | null>(null)
  const [busy, setBusy] = useState(false)
  const [chosen, setChosen] = useState(0)
  const picker = useRef<HTMLInputElement>(null)
  const { data: replies } = useQuery(queries.cannedReplies)
  const typed = usePauseByTyping(conversation)
  const offered = mode === 'message' ? cannedFor(text, replies?.data ?? []) : []
  const isClosed = mode === 'message' && !answering && whyNot !== null
  const account = accounts.find((one) => one.id === accountId)
  const hasTemplates = account?.hasTemplates ?? false

  useEffect(() => {
    if (answering) {
      onMode('message')
      field.current?.focus()
    }
  }, [answering])

  const take = (reply: { text: string }) => {
    setText(reply.text)
    setChosen(0)
    field.current?.focus()
  }
  const send = async () => {
    const words = text.trim()
    if ((!words && !file) || busy) return
    setBusy(true)
    // What is typed meanwhile is the next message.
    setText('')
    try {
      if (mode === 'note') await api.addNote(id, words)
      else if (answering) await api.sendMessage({ accountId, commentId: answering.commentId, public: answering.isPublic, text: words })
      else if (file) {
        const stored = await api.uploadMedia(accountId, file)
        await api.sendMessage({
          accountId,
          conversationId: id,
          media: { type: stored.kind, mediaId: stored.id, ...(stored.kind === 'file' ? { filename: file.name } : {}) },
        })
        setFile(null)
        if (words) await api.sendMessage({ accountId, conversationId: id, text: words })
      } else await api.sendMessage({ accountId, conversationId: id, text: words })
      typed((drafts.get(id) ?? '') !== '')
      onAnswered()
      await client.invalidateQueries({ queryKey: ['conversations'] })
    } catch (trouble) {
      if (!drafts.get(id)) setText(words)
      showProblem(t, trouble)
    } finally {
      setBusy(false)
      field.current?.focus()
    }
  }
  const onKeyDown = (key: KeyboardEvent) => {
    if (offered.length > 0) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[key.key]
      if (step) {
        key.preventDefault()
        setChosen((chosen + step + offered.length) % offered.length)
      } else if (key.key === 'Enter' || key.key === 'Tab') {
        key.preventDefault()
        take(offered[chosen] ?? offered[0]!)
      } else if (key.key === 'Escape') {
        key.preventDefault()
        setText('')
      }
      return
    }
    if (key.key === 'Enter' && !key.shiftKey && !key.nativeEvent.isComposing) {
      key.preventDefault()
      void send()
    } else if (key.key === 'Escape') {
      key.preventDefault()
      if (answering) onAnswered()
      else field.current?.blur()
    }
  }

  return (
    <div className="grid gap-2 border-t border-line bg-card px-3 py-2.5 sm:px-4">
      <div className="flex flex-wrap items-center gap-2">
        <Choice
          label={t('inbox.writes')}
          value={mode}
          onChange={onMode}
          options={(['message', 'note'] as const).map((value) => ({ value, label: t(`inbox.mode.${value}`) }))}
        />
        {answering && mode === 'message' && (
          <p className="flex min-w-0 items-center gap-1 text-sm text-soft">
            <span className="min-w-0 truncate">
              {t(answering.isPublic ? 'inbox.answersPublicly' : 'inbox.answersPrivately', { text: answering.text ?? '' })}
            </span>
            <Button look="quiet" size="icon" className="size-7" aria-label={t('inbox.noAnswer')} onClick={onAnswered}>
              <X aria-hidden />
            </Button>
          </p>
        )}
      </div>
      {isClosed ? (
        hasTemplates ? (
          <TemplateForm conversation={conversation} />
        ) : (
          <Notice tone="warn">{whyNot.text}</Notice>
        )
      ) : (
        <form
          className="relative flex items-end gap-2"
          onSubmit={(submit) => {
            submit.preventDefault()
            void send()
          }}
        >
          {offered.length > 0 && <CannedChoice replies={offered} chosen={chosen} onTake={take} />}
          {mode === 'message' && !answering && account?.hasFiles && (
            <>
              <input
                ref={picker}
                type="file"
                className="hidden"
                aria-hidden
                tabIndex={-1}
                onChange={(change) => setFile(change.target.files?.[0] ?? null)}
              />
              <Button look="quiet" size="icon" aria-label={t('inbox.attach')} onClick={() => picker.current?.click()}>
                <Paperclip aria-hidden />
              </Button>
            </>
          )}
          <div className="grid min-w-0 grow gap-1">
            {file && (
              <p className="flex items-center gap-1 text-sm">
                <span className="min-w-0 truncate">{file.name}</span>
                <Button look="quiet" size="icon" className="size-7" aria-label={t('inbox.noFile')} onClick={() => setFile(null)}>
                  <X aria-hidden />
                </Button>
              </p>
            )}
            <textarea
              ref={field}
              rows={1}
              value={text}
              aria-label={t(`inbox.mode.${mode}`)}
              placeholder={t(mode === 'note' ? 'inbox.notePlaceholder' : 'inbox.placeholder')}
              aria-controls={offered.length > 0 ? 'canned-replies' : undefined}
              aria-activedescendant={offered.length > 0 ? `canned-${offered[chosen]?.id}` : undefined}
              onKeyDown={onKeyDown}
              onChange={(change) => {
                setText(change.target.value)
                setChosen(0)
                if (mode === 'message') typed(change.target.value !== '')
              }}
              onBlur={() => typed(false)}
              className="field max-h-40 w-full resize-none [field-sizing:content]"
            />
          </div>
          <Button type="submit" look="primary" size="icon" busy={busy} aria-label={t(mode === 'note' ? 'inbox.addNote' : 'inbox.send')}>
            <SendHorizontal aria-hidden />
          </Button>
        </form>
      )}
    </div>
  )
}
