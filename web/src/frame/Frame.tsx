import { useQuery } from '@tanstack/react-query'
import { Link, Outlet } from '@tanstack/react-router'
import {
  Activity,
  ChevronsLeft,
  ChevronsRight,
  Contact,
  House,
  Inbox,
  MessagesSquare,
  Settings,
  Smartphone,
  UsersRound,
  type LucideIcon,
} from 'lucide-react'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { store, readStored } from '../browserStorage.ts'
import { Button } from '../parts/Button.tsx'
import { lazyPage } from '../lazyPage.tsx'
import { classes } from '../parts/classes.ts'
import { Skeleton } from '../parts/Skeleton.tsx'
import { queries } from '../queries.ts'
import { useSessionEnded } from '../session.ts'
import { useStream } from '../stream.ts'
import { AccountChoiceProvider } from './accountChoice.tsx'
import { AccountMenu, AccountSwitcher } from './AccountSwitcher.tsx'
import { Mark } from './Mark.tsx'
import { ConnectionLost } from './ConnectionLost.tsx'
import { PersonChoices, PersonMenu } from './PersonMenu.tsx'
import { useFirstInput } from './useFirstInput.ts'

const menu = [
  { to: '/', name: 'home', icon: House },
  { to: '/automations', name: 'automations', icon: MessagesSquare },
  { to: '/inbox', name: 'inbox', icon: Inbox },
  { to: '/activity', name: 'activity', icon: Activity },
  { to: '/contacts', name: 'contacts', icon: Contact },
  { to: '/leads', name: 'leads', icon: UsersRound },
  { to: '/settings', name: 'settings', icon: Settings },
] as const satisfies { to: string; name: string; icon: LucideIcon }[]

const SignInAgain = lazyPage(() => import('../identity/SignInAgain.tsx'), 'SignInAgain')
const loadedWithFirstInput = [SignInAgain, AccountMenu, PersonChoices]

/** Around every page: the menu on the left (at the bottom on a phone), the chosen account, and whether the simulator is on. */
export function Frame() {
  const { t } = useTranslation()
  const [narrow, setNarrow] = useState(() => readStored('rail') === 'narrow')
  const connection = useStream()
  const ended = useSessionEnded()
  // With what is typed in hand, nobody should depend on the server to be asked for the password over it.
  useFirstInput(() => loadedWithFirstInput.forEach(({ preload }) => void preload()))
  const fold = () => {
    store('rail', narrow ? 'wide' : 'narrow')
    setNarrow(!narrow)
  }

  return (
    <Suspense fallback={<Skeleton label={t('wait')} />}>
      <AccountChoiceProvider>
        <a
          href="#main"
          className="sr-only z-80 rounded-lg bg-card px-4 py-2 font-semibold shadow-lift focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
        >
          {t('frame.skip')}
        </a>
        <div className="flex h-dvh flex-col sm:flex-row">
          <header className="flex items-center gap-1 border-b border-line bg-card px-2 py-1.5 sm:hidden">
            <Mark className="mx-1.5 size-7" />
            <div className="min-w-0 grow">
              <AccountSwitcher />
            </div>
            <PersonMenu narrow />
          </header>

          <div
            className={classes(
              'hidden shrink-0 flex-col gap-3 border-r border-line bg-card p-3 sm:flex',
              narrow ? 'w-[4.25rem] items-center' : 'w-56',
            )}
          >
            <div className={classes('flex items-center gap-2 px-1 pt-1', narrow && 'flex-col px-0')}>
              <Mark />
              {!narrow && <span className="grow text-base font-extrabold tracking-tight whitespace-nowrap">AutoDM Hub</span>}
              <Button
                look="quiet"
                size="icon"
                className="size-8"
                onClick={fold}
                aria-label={narrow ? t('frame.unfold') : t('frame.fold')}
                aria-expanded={!narrow}
              >
                {narrow ? <ChevronsRight aria-hidden /> : <ChevronsLeft aria-hidden />}
              </Button>
            </div>
            <AccountSwitcher narrow={narrow} />
            <nav aria-label={t('frame.rooms')} className="grid gap-0.5">
              {menu.map(({ to, name, icon: Icon }) => (
                <Link
                  key={to}
                  to={to}
                  activeOptions={{ exact: to === '/', includeSearch: false }}
                  title={narrow ? t(`frame.room.${name}`) : undefined}
                  aria-label={narrow ? t(`frame.room.${name}`) : undefined}
                  className={classes(
                    'flex min-h-10 items-center gap-3 rounded-lg px-2.5 text-sm font-semibold text-soft transition-colors hover:bg-sunk hover:text-ink',
                    'aria-[current=page]:bg-tint aria-[current=page]:text-accent-deep',
                    narrow && 'w-10 justify-center px-0',
                  )}
                >
                  <span className="relative">
                    <Icon className="size-[1.15rem] shrink-0" aria-hidden />
                    {name === 'inbox' && <Unread />}
                  </span>
                  {!narrow && t(`frame.room.${name}`)}
                </Link>
              ))}
            </nav>
            <div className="mt-auto">
              <PersonMenu narrow={narrow} />
            </div>
          </div>

          <div className="flex min-h-0 min-w-0 grow flex-col">
            {connection.lost && <ConnectionLost onTry={connection.tryNow} />}
            <SimulatorBanner />
            <main id="main" tabIndex={-1} className="relative min-h-0 grow overflow-y-auto outline-none">
              <Outlet />
            </main>
          </div>

          <nav
            aria-label={t('frame.rooms')}
            className="grid auto-cols-auto grid-flow-col border-t border-line bg-card pb-[env(safe-area-inset-bottom)] sm:hidden"
          >
            {menu.map(({ to, name, icon: Icon }) => (
              <Link
                key={to}
                to={to}
                activeOptions={{ exact: to === '/', includeSearch: false }}
                className="flex min-h-14 flex-col items-center justify-center gap-1 text-[0.6875rem] font-semibold text-soft aria-[current=page]:text-accent"
              >
                <span className="relative">
                  <Icon className="size-5" aria-hidden />
                  {name === 'inbox' && <Unread />}
                </span>
                <span className="max-w-full truncate px-0.5">{t(`frame.room.${name}`)}</span>
              </Link>
            ))}
          </nav>
        </div>
        {ended && (
          <Suspense>
            <SignInAgain />
          </Suspense>
        )}
      </AccountChoiceProvider>
    </Suspense>
  )
}

/** How many conversations the reader has not read. */
function Unread() {
  const { t } = useTranslation()
  const { data: me } = useQuery(queries.me)
  const { data } = useQuery({ ...queries.unreadConversations, enabled: me?.permissions.includes('conversations.read') ?? false })
  if (!data?.count) return null
  const count = data.count > 99 ? '99+' : data.count
  return (
    <span
      role="img"
      aria-label={t('frame.unread', { count: data.count })}
      className="absolute -top-2 left-2.5 min-w-4 rounded-full bg-accent px-1 text-center text-[0.625rem] leading-4 font-bold text-on-accent tabular-nums ring-2 ring-card"
    >
      {count}
    </span>
  )
}

/** States that nothing here reaches real people, with a link to the simulated phone. */
function SimulatorBanner() {
  const { t } = useTranslation()
  const { data } = useQuery(queries.setup)
  if (!data?.simulator.on) return null
  return (
    <aside className="flex items-center gap-2 border-b border-line bg-sunk px-4 py-1.5 text-sm text-soft">
      <Smartphone className="size-4 shrink-0" aria-hidden />
      <span className="min-w-0 truncate">
        {t('frame.simulatorOn')} <span className="hidden sm:inline">{t('frame.simulatorMeans')}</span>
      </span>
      {data.simulator.phoneUrl && (
        <a
          href={data.simulator.phoneUrl}
          target="_blank"
          rel="noreferrer"
          className="ml-auto shrink-0 font-semibold text-accent underline-offset-4 hover:underline"
        >
          {t('frame.openPhone')}
        </a>
      )}
    </aside>
  )
}
