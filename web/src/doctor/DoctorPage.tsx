import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ClipboardList, RotateCcw, Stethoscope } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DoctorRun, DoctorRuns } from '../../../server/doctor/doctor.schemas.ts'
import { cannotSend, handle } from '../accounts/handle.ts'
import { api } from '../api.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { SettingsTabs } from '../frame/SettingsTabs.tsx'
import { Button } from '../parts/Button.tsx'
import { Empty } from '../parts/Empty.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { aboutAddress, CheckGroup } from './CheckGroup.tsx'
import { CopyReport } from './CopyReport.tsx'
import { headline } from './headline.ts'
import { TunnelHelp } from './TunnelHelp.tsx'

/** Settings: what the doctor found when it last checked the set-up, the worst first, and a check now. */
export function DoctorPage() {
  const { t } = useTranslation()
  const query = useQuery(queries.doctor)
  return (
    <Page title={t('settings.title')} text={t('doctor.text')}>
      <SettingsTabs />
      <Loaded query={query} className="">
        {(runs) => <Runs runs={runs} />}
      </Loaded>
    </Page>
  )
}

const urgency = ({ problems, checks, checkedAt }: DoctorRun) =>
  problems * 1000 + checks.filter(({ severity }) => severity === 'warning').length * 10 + (checkedAt === null ? 1 : 0)

/** Whether a check says that no public address leads here. */
const needsAddress = ({ instance }: DoctorRuns) =>
  instance?.checks.some(({ id, severity }) => aboutAddress.includes(id) && (severity === 'problem' || severity === 'warning')) ?? false

function Runs({ runs }: { runs: DoctorRuns }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { data: me } = useQuery(queries.me)
  const [busy, setBusy] = useState(false)
  const groups = [
    ...(runs.instance ? [{ key: 'instance', name: t('doctor.instance'), run: runs.instance }] : []),
    ...runs.accounts.map((run) => ({ key: run.accountId, name: handle(run), run })),
    // Where something is wrong first, then what was never checked: that is not known to be fine.
  ].toSorted((a, b) => urgency(b.run) - urgency(a.run))
  const isChecked = groups.some(({ run }) => run.checkedAt !== null)
  const { accounts } = useAccountChoice()
  const { problems, unchecked } = headline(runs, accounts)
  const dead = accounts.filter(cannotSend)
  const said = [
    (isChecked || problems > 0) && t('doctor.problems', { count: problems }),
    dead.length > 0 && t('doctor.dead', { count: dead.length, accounts: dead.map(handle).join(', ') }),
    isChecked && unchecked > 0 && t('doctor.unchecked', { count: unchecked }),
  ]

  const check = async () => {
    setBusy(true)
    try {
      await api.runDoctor()
      await client.invalidateQueries({ queryKey: ['accounts', 'doctor'] })
    } catch (trouble) {
      showProblem(t, trouble, () => void check())
    } finally {
      setBusy(false)
    }
  }
  const button = me?.permissions.includes('accounts.write') && (
    <Button look="primary" busy={busy || runs.isRunning} onClick={() => void check()}>
      <RotateCcw aria-hidden />
      {t(isChecked ? 'doctor.again' : 'doctor.check')}
    </Button>
  )

  return (
    <div className="grid gap-6">
      <div className="flex flex-wrap items-center gap-3">
        <p role="status" className="min-w-0 grow font-semibold">
          {runs.isRunning ? t('doctor.running', runs.progress) : said.filter(Boolean).join(' ')}
        </p>
        {me?.permissions.includes('members.write') && (
          <Button asChild look="quiet">
            <Link to="/settings/review">
              <ClipboardList aria-hidden />
              {t('review.title')}
            </Link>
          </Button>
        )}
        {isChecked && <CopyReport groups={groups} />}
        {isChecked && button}
      </div>
      {groups.length === 0 || (!isChecked && !runs.isRunning) ? (
        <Empty icon={Stethoscope} title={t('doctor.none')} text={t('doctor.noneText')} action={button} />
      ) : (
        groups.map(({ key, name, run }) => <CheckGroup key={key} name={name} run={run} />)
      )}
      {runs.port !== null && <TunnelHelp port={runs.port} isOpen={needsAddress(runs)} />}
    </div>
  )
}
