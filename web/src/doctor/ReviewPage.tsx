import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowLeft, ClipboardList, ExternalLink, KeyRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NewLogin, ShownKit } from '../../../server/doctor/reviewKit.schemas.ts'
import { api } from '../api.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { Button } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { CopyField } from '../parts/CopyField.tsx'
import { Empty } from '../parts/Empty.tsx'
import { Section } from '../parts/Section.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'

/** The kit for app review: what to write and to film for each permission that is used, and a login for the reviewer. */
export function ReviewPage() {
  const { t } = useTranslation()
  const query = useQuery(queries.reviewKit)
  return (
    <Page
      title={t('review.title')}
      text={t('review.text')}
      actions={
        <Button asChild look="quiet">
          <Link to="/settings/doctor">
            <ArrowLeft aria-hidden />
            {t('doctor.title')}
          </Link>
        </Button>
      }
    >
      <Loaded query={query} className="">
        {(kit) => <Kit kit={kit} />}
      </Loaded>
    </Page>
  )
}

function Kit({ kit }: { kit: ShownKit }) {
  const { t } = useTranslation()
  const copyLabels = { copyLabel: t('doctor.copy'), copiedLabel: t('doctor.copied') }
  return (
    <div>
      <ul className="grid list-disc gap-1.5 pl-5 text-sm">
        {kit.before.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      {kit.permissions.length === 0 && <Empty icon={ClipboardList} title={t('review.none')} text={t('review.noneText')} />}
      {kit.permissions.map(({ name, why, film, isGranted }) => (
        <Section key={name} title={name}>
          {isGranted === true && (
            <div>
              <Chip tone="good">{t('review.granted')}</Chip>
            </div>
          )}
          <CopyField label={t('review.why')} value={why} {...copyLabels} />
          <div>
            <h3 className="text-sm font-semibold">{t('review.film')}</h3>
            <ol className="mt-1.5 grid list-decimal gap-1.5 pl-5 text-sm">
              {film.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          </div>
        </Section>
      ))}
      {kit.unneeded.length > 0 && (
        <Section title={t('review.unneeded')}>
          <ul className="grid gap-1.5 text-sm">
            {kit.unneeded.map(({ name, accounts }) => (
              <li key={name} className="break-words">
                <code className="font-mono">{name}</code>: {accounts.join(', ')}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <TestLogins logins={kit.logins} />
      <Section title={t('review.addresses')}>
        {kit.addresses.map(({ where, url }) => (
          <CopyField key={url} label={where} value={url} {...copyLabels} />
        ))}
      </Section>
      <Section title={t('review.data')}>
        {kit.data.map(({ question, answer }) => (
          <CopyField key={question} label={question} value={answer} {...copyLabels} />
        ))}
      </Section>
      {kit.dashboardUrl !== null && (
        <p className="mt-6">
          <a
            href={kit.dashboardUrl}
            target="_blank"
            rel="noreferrer"
            className="inline-flex items-center gap-1.5 font-semibold text-accent-deep underline underline-offset-4"
          >
            {t('review.dashboard')}
            <ExternalLink className="size-4" aria-hidden />
          </a>
        </p>
      )}
    </div>
  )
}

/** A login for the reviewer: its password is shown once. */
function TestLogins({ logins }: Pick<ShownKit, 'logins'>) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [made, setMade] = useState<NewLogin | null>(null)
  const [busy, setBusy] = useState(false)
  const act = async (what: () => Promise<void>) => {
    setBusy(true)
    try {
      await what()
      await client.invalidateQueries({ queryKey: ['accounts', 'reviewKit'] })
    } catch (trouble) {
      showProblem(t, trouble, () => void act(what))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Section title={t('review.logins')}>
      <p className="text-sm text-soft">{t('review.loginsText')}</p>
      {made && (
        <CopyField
          label={t('review.password')}
          hint={t('review.passwordHint')}
          value={`${made.email}\n${made.password}`}
          copyLabel={t('doctor.copy')}
          copiedLabel={t('doctor.copied')}
        />
      )}
      {logins.length > 0 && (
        <ul className="grid gap-2 text-sm">
          {logins.map(({ id, email }) => (
            <li key={id} className="flex flex-wrap items-center gap-2">
              <span className="min-w-0 grow truncate font-mono">{email}</span>
              <Button
                size="sm"
                look="quiet"
                busy={busy}
                onClick={() =>
                  void act(async () => {
                    await api.removeTestLogin(id)
                    if (made?.id === id) setMade(null)
                  })
                }
              >
                {t('review.remove')}
                <span className="sr-only">: {email}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div>
        <Button busy={busy} onClick={() => void act(async () => setMade(await api.addTestLogin()))}>
          <KeyRound aria-hidden />
          {t('review.make')}
        </Button>
      </div>
    </Section>
  )
}
