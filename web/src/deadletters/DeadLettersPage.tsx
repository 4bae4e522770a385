import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { FilterX, MailCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ActivityTabs } from '../activity/ActivityTabs.tsx'
import { TraceDrawer } from '../activity/TraceDrawer.tsx'
import { api } from '../api.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { Page } from '../frame/Page.tsx'
import { Button } from '../parts/Button.tsx'
import { Choice } from '../parts/Choice.tsx'
import { Empty } from '../parts/Empty.tsx'
import { SelectField } from '../parts/Field.tsx'
import { Notice } from '../parts/Notice.tsx'
import { Skeleton } from '../parts/Skeleton.tsx'
import { tell } from '../parts/tell.tsx'
import { VirtualList } from '../parts/VirtualList.tsx'
import { problemText, tellProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { BulkActions } from './BulkActions.tsx'
import { countOf, filterOf } from './deadFilter.ts'
import { DeadLetterRow } from './DeadLetterRow.tsx'
import { useDeadLetters } from './useDeadLetters.ts'

const route = getRouteApi('/frame/activity/unsent')

/** What failed or needs somebody, each with its reason: sent again or closed, one by one or all that are shown. */
export function DeadLettersPage() {
  const { t } = useTranslation()
  const { chosen } = useAccountChoice()
  const { event: open, state, code } = route.useSearch()
  const navigate = useNavigate()
  const filter = filterOf(chosen?.id ?? null, state, code)
  const { data: reasons } = useQuery(queries.deadReasons(filterOf(chosen?.id ?? null, state, undefined)))
  const list = useDeadLetters(filter)
  const count = countOf(reasons?.data ?? [], code)
  const filtered = Boolean(state || code)
  const search = (change: { event?: string | undefined; state?: string | undefined; code?: string | undefined }) =>
    void navigate({
      to: '/activity/unsent',
      search: (before) => Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value)),
      replace: !('event' in change),
    })
  const act = async (what: 'again' | 'sent' | 'failed', id: string) => {
    try {
      const done = what === 'again' ? (await api.replayDead({ ids: [id] })).replayed : (await api.closeDead({ ids: [id] }, what)).closed
      // None: somebody else was quicker, and the list says so in a moment.
      if (done > 0) tell(t(what === 'again' ? 'unsent.sentAgain' : 'unsent.closed', { count: done }))
    } catch (trouble) {
      tellProblem(t, trouble)
    }
    await list.renew()
  }

  return (
    <Page
      full
      title={t('unsent.title')}
      text={t('unsent.text')}
      actions={<BulkActions filter={filter} {...count} onDone={() => void list.renew()} />}
    >
      <ActivityTabs />
      <div role="search" className="mb-3 flex flex-wrap gap-2">
        <Choice
          label={t('unsent.show')}
          value={state === 'failed' || state === 'parked' ? state : 'all'}
          onChange={(value) => search({ state: value === 'all' ? undefined : value, code: undefined })}
          options={(['all', 'parked', 'failed'] as const).map((value) => ({ value, label: t(`unsent.state.${value}`) }))}
          className="w-full sm:w-auto"
        />
        <SelectField
          bare
          label={t('unsent.reason')}
          value={code ?? ''}
          onChange={(change) => search({ code: change.target.value })}
          boxClassName="w-full min-w-0 sm:w-auto"
          className="w-full sm:max-w-md"
        >
          <option value="">{t('unsent.anyReason')}</option>
          {reasons?.data.map(({ status, reason, messages }) => (
            <option key={`${status} ${reason.code}`} value={reason.code}>
              {`${messages} × ${reason.text.split('. ')[0]}`}
            </option>
          ))}
        </SelectField>
      </div>
      <section className="-mx-4 flex min-h-0 grow flex-col overflow-hidden border-t border-line bg-card sm:mx-0 sm:rounded-2xl sm:border sm:shadow-card">
        {list.error && (
          <Notice
            tone="bad"
            title={t('problem.title')}
            className="m-4"
            action={
              <Button size="sm" onClick={() => void list.refetch()}>
                {t('problem.again')}
              </Button>
            }
          >
            {problemText(t, list.error)}
          </Notice>
        )}
        {list.isPending && <Skeleton label={t('wait')} rows={5} />}
        {!list.isPending && !list.error && list.items.length === 0 && (
          <Empty
            icon={MailCheck}
            title={t(filtered ? 'unsent.noneTitle' : 'unsent.emptyTitle')}
            text={t(filtered ? 'unsent.noneText' : 'unsent.emptyText')}
            action={
              filtered ? (
                <Button look="primary" onClick={() => search({ state: undefined, code: undefined })}>
                  <FilterX aria-hidden />
                  {t('activity.clear')}
                </Button>
              ) : (
                <Button asChild look="primary">
                  <Link to="/activity" search={{}}>
                    {t('unsent.toActivity')}
                  </Link>
                </Button>
              )
            }
          />
        )}
        {list.items.length > 0 && (
          <VirtualList
            label={t('unsent.title')}
            items={list.items}
            rowHeight={96}
            keyOf={(letter) => letter.id}
            hasMore={list.hasMore}
            onMore={list.more}
            row={(letter) => (
              <DeadLetterRow
                letter={letter}
                current={letter.eventId !== null && letter.eventId === open}
                onOpen={() => search({ event: letter.eventId ?? undefined })}
                onReplay={() => act('again', letter.id)}
                onClose={(outcome) => act(outcome, letter.id)}
              />
            )}
          />
        )}
      </section>
      {open && <TraceDrawer eventId={open} onClose={() => search({ event: undefined })} />}
    </Page>
  )
}
