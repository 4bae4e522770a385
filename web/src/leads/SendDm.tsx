import { useQuery, useQueryClient } from '@tanstack/react-query'
import { MessageSquare } from 'lucide-react'
import { AlertDialog } from 'radix-ui'
import { useRef, useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { WholeLead } from '../../../server/leads/leads.schemas.ts'
import { channelName } from '../accounts/handle.ts'
import { api } from '../api.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { Button } from '../parts/Button.tsx'
import { DialogBox } from '../parts/DialogBox.tsx'
import { SelectField, TextArea } from '../parts/Field.tsx'
import { showNote } from '../parts/notes.tsx'
import { queries } from '../queries.ts'
import { leadName } from './leadName.ts'

const mostChars = 4_000

/** Writes a message to a lead: it is sent where they have a chat, and otherwise waits until they write. */
export function SendDm({ lead }: { lead: WholeLead }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const { accounts } = useAccountChoice()
  const { data: me } = useQuery(queries.me)
  const { data: installed } = useQuery(queries.channels)
  const connected = new Set(accounts.map(({ channel }) => channel))
  const channels = installed?.data.filter(({ name, hasChatLink }) => hasChatLink && connected.has(name)).map(({ name }) => name) ?? []
  if (channels.length === 0 || !me?.permissions.includes('messages.write')) return null
  const who = leadName(lead, t('activity.somebody'))
  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      <AlertDialog.Trigger asChild>
        <Button size="sm">
          <MessageSquare aria-hidden />
          {t('leads.write')}
        </Button>
      </AlertDialog.Trigger>
      <DialogBox title={t('leads.writeTitle', { who })} text={t('leads.writeText')}>
        <Message lead={lead} who={who} channels={channels} texts={me.workspace.dmTexts} onDone={() => setOpen(false)} />
      </DialogBox>
    </AlertDialog.Root>
  )
}

type Fields = { provider: string; message: string }
type MessageProps = { lead: WholeLead; who: string; channels: string[]; texts: Record<string, string>; onDone: () => void }

function Message({ lead, who, channels, texts, onDone }: MessageProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [trouble, setTrouble] = useState<unknown>(null)
  // The same for every attempt to send the same, so that a response that was lost sends nothing twice.
  const attempt = useRef({ content: '', key: '' })
  const usual = channels.find((one) => one === lead.dmProvider) ?? channels[0]!
  const { register, handleSubmit, watch, formState } = useForm<Fields>({
    defaultValues: { provider: usual, message: texts[usual] ?? '' },
  })
  const send = async ({ provider, message }: Fields) => {
    setTrouble(null)
    const content = JSON.stringify([provider, message])
    if (attempt.current.content !== content) attempt.current = { content, key: `${lead.id}/${Date.now()}` }
    try {
      await api.sendDm({ leadId: lead.id, provider, message: message.trim() }, attempt.current.key)
      showNote(t('dms.retried', { who }))
      onDone()
    } catch (caught) {
      setTrouble(caught)
    } finally {
      await client.invalidateQueries({ queryKey: ['leads', lead.id] })
    }
  }
  return (
    <form noValidate className="mt-5 grid gap-4" onSubmit={(submit) => void handleSubmit(send)(submit)}>
      <SelectField label={t('dms.channel')} className="w-full" {...register('provider')}>
        {channels.map((one) => (
          <option key={one} value={one}>
            {channelName(t, one)}
          </option>
        ))}
      </SelectField>
      <TextArea
        label={t('leads.writeMessage')}
        maxLength={mostChars}
        error={formState.errors.message?.message}
        {...register('message', { validate: (text) => text.trim() !== '' || t('needed') })}
      />
      <ProblemNotice problem={trouble} />
      <div className="flex flex-wrap justify-end gap-2">
        <AlertDialog.Cancel asChild>
          <Button>{t('cancel')}</Button>
        </AlertDialog.Cancel>
        <Button type="submit" look="primary" busy={formState.isSubmitting} disabled={watch('message').trim() === ''}>
          {t('leads.sendMessage')}
        </Button>
      </div>
    </form>
  )
}
