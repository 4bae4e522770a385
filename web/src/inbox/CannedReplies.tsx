import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Trash2, Zap } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Button } from '../parts/Button.tsx'
import { Drawer } from '../parts/Drawer.tsx'
import { TextArea, TextField } from '../parts/Field.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'

/** Opens the canned replies of the workspace: who may write in conversations adds and removes them here. */
export function CannedReplies() {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const { data: me } = useQuery(queries.me)
  if (!me?.permissions.includes('messages.write')) return null
  return (
    <>
      <Button look="quiet" size="icon" aria-haspopup="dialog" aria-label={t('canned.title')} onClick={() => setOpen(true)}>
        <Zap aria-hidden />
      </Button>
      {isOpen && (
        <Drawer title={t('canned.title')} closeLabel={t('close')} onClose={() => setOpen(false)}>
          <CannedList />
        </Drawer>
      )}
    </>
  )
}

function CannedList() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const query = useQuery(queries.cannedReplies)
  const [shortcut, setShortcut] = useState('')
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const act = async (work: () => Promise<unknown>) => {
    setBusy(true)
    try {
      await work()
      await client.invalidateQueries({ queryKey: queries.cannedReplies.queryKey })
      return true
    } catch (trouble) {
      showProblem(t, trouble)
      return false
    } finally {
      setBusy(false)
    }
  }
  const add = async () => {
    if (!(await act(() => api.createCannedReply({ shortcut, text })))) return
    setShortcut('')
    setText('')
  }
  return (
    <div className="grid gap-5 p-4 sm:p-6">
      <p className="text-soft">{t('canned.text')}</p>
      <form
        className="grid gap-3"
        onSubmit={(submit) => {
          submit.preventDefault()
          void add()
        }}
      >
        <TextField
          label={t('canned.shortcut')}
          value={shortcut}
          onChange={(change) => setShortcut(change.target.value.replace(/^\//, ''))}
          required
        />
        <TextArea label={t('canned.reply')} value={text} onChange={(change) => setText(change.target.value)} required />
        <Button type="submit" look="primary" busy={busy} className="justify-self-start">
          {t('canned.add')}
        </Button>
      </form>
      <Loaded query={query} rows={3} className="">
        {({ data }) => (
          <ul className="divide-y divide-line rounded-xl border border-line bg-card empty:hidden">
            {data.map((reply) => (
              <li key={reply.id} className="flex items-start gap-3 px-3.5 py-2.5">
                <div className="min-w-0 grow">
                  <p className="font-semibold">/{reply.shortcut}</p>
                  <p className="text-sm break-words whitespace-pre-wrap text-soft">{reply.text}</p>
                </div>
                <Button
                  look="quiet"
                  size="icon"
                  aria-label={t('canned.remove', { shortcut: reply.shortcut })}
                  onClick={() => void act(() => api.removeCannedReply(reply.id))}
                >
                  <Trash2 aria-hidden />
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </div>
  )
}
