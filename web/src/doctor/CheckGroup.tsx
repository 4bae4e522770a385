import { CircleAlert, CircleCheck, CircleDashed, ExternalLink, TriangleAlert } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DoctorCheck, DoctorRun } from '../../../server/doctor/doctor.schemas.ts'
import { Ago } from '../parts/Ago.tsx'
import { Chip } from '../parts/Chip.tsx'
import { FoldButton } from '../parts/FoldButton.tsx'
import { tunnelHelpId } from './tunnelHelpId.ts'

const looks = {
  problem: { tone: 'bad', icon: CircleAlert },
  warning: { tone: 'warn', icon: TriangleAlert },
  not_checked: { tone: 'plain', icon: CircleDashed },
  ok: { tone: 'good', icon: CircleCheck },
} as const

/** Checks that a public address mends: beside them is the way to the help about one. */
export const aboutAddress = ['public_url', 'address', 'callback']

const needsYou = ({ severity }: DoctorCheck) => severity === 'problem' || severity === 'warning'

/**
 * The checks of an account or of the instance. What needs you is shown at once; what is fine, and what was not checked, opens on demand. A
 * group in which nothing needs you is closed.
 */
export function CheckGroup({ name, run }: { name: string; run: DoctorRun }) {
  const { t } = useTranslation()
  const id = useId()
  const urgent = run.checks.filter(needsYou)
  const rest = run.checks.filter((check) => !needsYou(check))
  const count = (severity: DoctorCheck['severity']) => run.checks.filter((check) => check.severity === severity).length
  const sums = (['problem', 'warning', 'ok', 'not_checked'] as const).flatMap((severity) =>
    count(severity) > 0 ? [t(`doctor.sum.${severity}`, { count: count(severity) })] : [],
  )
  return (
    <section aria-labelledby={id} className="rounded-2xl border border-line bg-card shadow-card">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-4 pt-4 pb-2 sm:px-5">
        <h2 id={id} className="min-w-0 grow truncate text-lg font-bold">
          {name}
        </h2>
        {run.checkedAt !== null && (
          <p className="text-sm text-soft">
            {t('doctor.checked')} <Ago at={run.checkedAt} justNow={t('justNow')} />
          </p>
        )}
        {sums.length > 0 && <p className="basis-full text-sm text-soft">{sums.join(' · ')}</p>}
      </div>
      {run.checkedAt === null && <p className="px-4 pb-4 text-sm text-soft sm:px-5">{t('doctor.notYet')}</p>}
      <Lines checks={urgent} />
      {rest.length > 0 && <Rest checks={rest} name={name} isAll={urgent.length === 0} />}
    </section>
  )
}

const Lines = ({ checks }: { checks: DoctorCheck[] }) => (
  <ul className="divide-y divide-line">
    {checks.map((check, index) => (
      <CheckLine key={`${check.id}-${index}`} check={check} />
    ))}
  </ul>
)

/** The checks that need nobody. */
function Rest({ checks, name, isAll }: { checks: DoctorCheck[]; name: string; isAll: boolean }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  return (
    <div className="border-t border-line">
      <FoldButton
        isOpen={isOpen}
        onToggle={() => setOpen(!isOpen)}
        controls={id}
        className="items-center justify-between px-4 py-2 text-sm font-semibold text-soft hover:text-ink sm:px-5"
      >
        <span>
          {t(isOpen ? 'doctor.hideRest' : isAll ? 'doctor.showAll' : 'doctor.showRest', { count: checks.length })}
          <span className="sr-only">: {name}</span>
        </span>
      </FoldButton>
      <div id={id} hidden={!isOpen} className="border-t border-line">
        <Lines checks={checks} />
      </div>
    </div>
  )
}

/** A check with what it found; what was asked and what to click opens on demand, and is open for a problem. */
function CheckLine({ check }: { check: DoctorCheck }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(check.severity === 'problem')
  const id = useId()
  return (
    <li className="px-4 py-3 sm:px-5">
      <FoldButton isOpen={isOpen} onToggle={() => setOpen(!isOpen)} controls={id} className="items-start">
        <Chip {...looks[check.severity]} className="mt-0.5 shrink-0">
          {t(`doctor.severity.${check.severity}`)}
        </Chip>
        <span className="min-w-0 grow">
          <span className="block font-semibold">{check.title}</span>
          <span className="block text-sm break-words text-soft">{check.text}</span>
        </span>
      </FoldButton>
      <dl id={id} hidden={!isOpen} className="mt-2 grid gap-2 rounded-lg bg-sunk p-3 text-sm break-words">
        <div>
          <dt className="font-semibold">{t('doctor.asked')}</dt>
          <dd>{check.asked}</dd>
        </div>
        {check.next !== null && (
          <div>
            <dt className="font-semibold">{t('doctor.next')}</dt>
            <dd>
              {check.next}
              {check.nextUrl !== null && (
                <>
                  {' '}
                  <a
                    href={check.nextUrl}
                    {...(check.nextUrl.startsWith('/') ? {} : { target: '_blank', rel: 'noreferrer' })}
                    className="inline-flex items-center gap-1 font-semibold text-accent-deep underline underline-offset-4"
                  >
                    {t(check.nextUrl.startsWith('/') ? 'doctor.openHere' : 'doctor.openThere')}
                    {!check.nextUrl.startsWith('/') && <ExternalLink className="size-3.5" aria-hidden />}
                  </a>
                </>
              )}
              {aboutAddress.includes(check.id) && check.severity !== 'ok' && (
                <>
                  {' '}
                  <a href={`#${tunnelHelpId}`} className="font-semibold text-accent-deep underline underline-offset-4">
                    {t('doctor.tunnel.how')}
                  </a>
                </>
              )}
            </dd>
          </div>
        )}
      </dl>
    </li>
  )
}
