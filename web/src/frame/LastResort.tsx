import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../parts/Button.tsx'
import { Mark } from './Mark.tsx'

/** The outermost error boundary, around router and notes: shows what broke and what to do. */
export class LastResort extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false }
  static getDerivedStateFromError() {
    return { broken: true }
  }
  override render() {
    return this.state.broken ? <Broken /> : this.props.children
  }
}

function Broken() {
  const { t } = useTranslation()
  return (
    <main role="alert" className="mx-auto grid min-h-full max-w-md content-center justify-items-center gap-3 p-6 text-center">
      <Mark className="size-12" />
      <h1 className="text-xl font-bold">{t('problem.title')}</h1>
      <p className="text-soft">{t('problem.unknown')}</p>
      <Button look="primary" onClick={() => window.location.reload()}>
        {t('problem.reload')}
      </Button>
    </main>
  )
}
