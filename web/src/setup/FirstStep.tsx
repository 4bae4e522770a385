import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Rocket } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { BuilderForm } from '../automations/builderForm.ts'
import { definitionOf } from '../automations/definitionOf.ts'
import { PostPicker } from '../automations/PostPicker.tsx'
import { formFromTemplate } from '../automations/templates.ts'
import { keepUnfinishedParts } from '../automations/unfinishedParts.ts'
import { useMayConnect } from '../accounts/useMayConnect.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/Field.tsx'
import { Notice } from '../parts/Notice.tsx'
import { Phone } from '../preview/Phone.tsx'
import { usePhone } from '../preview/usePhone.ts'
import { queries } from '../queries.ts'
import type { Goal } from './setupSearch.ts'

const exampleLink = 'https://example.com/guide'

/** The first automation, filled in: post, word, link, and it is live. */
export function FirstStep({ goal, accountId }: { goal: Goal; accountId: string | null }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { data: accounts } = useQuery(queries.accounts)
  const { mayConnect } = useMayConnect()
  // Not of every channel: the first automation is about comments under posts.
  const fitting = accounts?.data.filter((one) => one.hasPosts && one.triggers.includes('comment')) ?? []
  const account = fitting.find((one) => one.id === accountId) ?? fitting[0] ?? null
  const { data: media } = useQuery(queries.media(account))
  const [picked, setPicked] = useState<string[]>([])
  const [start] = useState(() => formFromTemplate(t, goal))
  const [word, setWord] = useState(start.keywords[0] ?? '')
  const [typedLink, setLink] = useState<string | null>(null)
  // Simulated followers may get an example link; real ones may not.
  const link = typedLink ?? (account?.simulated ? exampleLink : '')
  const [trouble, setTrouble] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [tried, setTried] = useState(false)
  const badLink = !/^https?:\/\/\S+\.\S+/.test(link.trim())
  const form = useMemo<BuilderForm>(
    () => ({
      ...start,
      media: picked,
      keywords: word.trim() ? [word.trim()] : [],
      buttons: [{ title: t('template.linkButton'), url: link.trim() }],
    }),
    [start, picked, word, link, t],
  )
  const definition = useMemo(() => definitionOf(form), [form])
  const phone = usePhone(
    useMemo(() => definitionOf(form, 'preview'), [form]),
    t('phone.anyWord'),
    account?.channel,
  )

  if (!account && accounts) {
    return (
      <Notice
        tone="warn"
        title={t(mayConnect ? 'builder.noAccountTitle' : 'builder.noAccountAskTitle')}
        action={
          mayConnect && (
            <Button asChild size="sm">
              <Link to="/setup" search={{ step: 'connect', goal }}>
                {t('builder.noAccountAction')}
              </Link>
            </Button>
          )
        }
      >
        {t(mayConnect ? 'builder.noAccount' : 'builder.noAccountAsk')}
      </Notice>
    )
  }
  const make = async (live: boolean) => {
    setTried(live)
    setTrouble(null)
    if (!account || (live && (!word.trim() || badLink))) return
    setBusy(true)
    try {
      const made = await api.createAutomation({ accountId: account.id, name: form.name, definition, is_active: live })
      await client.invalidateQueries({ queryKey: ['automations'] })
      if (live) await navigate({ to: '/setup', search: { step: 'live', automation: made.id } })
      else {
        keepUnfinishedParts(client.getQueryData(queries.me.queryKey)?.user?.id, made.id, form)
        await navigate({ to: '/automations/$automationId', params: { automationId: made.id } })
      }
    } catch (caught) {
      setTrouble(caught)
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="grid gap-8 [--phone-most:calc(100dvh-20rem)] lg:grid-cols-[minmax(0,1fr)_20.5rem] lg:gap-14">
      <form
        noValidate
        className="grid content-start gap-6"
        onSubmit={(submit) => {
          submit.preventDefault()
          void make(true)
        }}
      >
        <div className="grid min-w-0 gap-1.5">
          <span className="text-sm font-semibold">{t('setup.first.post')}</span>
          <PostPicker label={t('setup.first.post')} account={account} stories={false} picked={picked} onPick={setPicked} one />
        </div>
        <TextField
          label={t('setup.first.word')}
          hint={t('setup.first.wordHint')}
          value={word}
          onChange={(change) => setWord(change.target.value)}
          error={tried && !word.trim() ? t('needed') : undefined}
          onFocus={() => phone.setTab('comments')}
        />
        <TextField
          label={t('setup.first.link')}
          type="url"
          inputMode="url"
          hint={t(goal === 'link' ? 'setup.first.linkHint' : 'setup.first.linkHintEmails')}
          value={link}
          onChange={(change) => setLink(change.target.value)}
          error={tried && badLink ? t('setup.first.badLink') : undefined}
          onFocus={() => phone.setTab('dm')}
        />
        <ProblemNotice problem={trouble} />
        <div className="flex flex-wrap items-center gap-x-5 gap-y-3">
          <Button type="submit" look="primary" busy={busy} className="px-7">
            <Rocket aria-hidden />
            {t('builder.goLive')}
          </Button>
          <button
            type="button"
            disabled={busy}
            onClick={() => void make(false)}
            className="text-sm font-semibold text-soft underline decoration-line underline-offset-4 hover:text-ink hover:decoration-2"
          >
            {t('setup.first.more')}
          </button>
        </div>
      </form>
      <Phone phone={phone} account={account} commenting media={media?.data.find((one) => one.id === picked[0]) ?? null} />
    </div>
  )
}
