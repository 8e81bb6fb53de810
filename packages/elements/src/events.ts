import type { DomainReport, LaunchView, SettingsState } from '@mail-settings/core';

export type MailTab = 'general' | 'domains' | 'access' | 'monitoring' | 'launch';
export const mailTabs: readonly MailTab[] = ['general', 'domains', 'access', 'monitoring', 'launch'];

const upwards = { bubbles: true, composed: true };

/** A section was saved; `state` is what the host answered. */
export class SettingsSavedEvent extends Event {
  readonly section: 'general' | 'responses' | 'monitoring';
  readonly state: SettingsState;

  constructor(section: SettingsSavedEvent['section'], state: SettingsState) {
    super('mail-settings-saved', upwards);
    this.section = section;
    this.state = state;
  }
}

/** A part of the page got a newer state from the host than the one it was given. */
export class StateChangeEvent extends Event {
  readonly state: SettingsState;

  constructor(state: SettingsState) {
    super('mail-state-change', upwards);
    this.state = state;
  }
}

/** Another tab was chosen by the person; a host may keep it in its address. */
export class TabChangeEvent extends Event {
  readonly tab: MailTab;

  constructor(tab: MailTab) {
    super('mail-tab-change', upwards);
    this.tab = tab;
  }
}

/** A call was refused since nobody is logged in any more. What was typed is kept; after a login the same action works. */
export class LoginNeededEvent extends Event {
  constructor() {
    super('mail-login-needed', upwards);
  }
}

/** The first unsaved change appeared, or the last one went. A host with its own navigation may ask before it leaves. */
export class UnsavedChangeEvent extends Event {
  readonly unsaved: boolean;

  constructor(unsaved: boolean) {
    super('mail-unsaved-change', upwards);
    this.unsaved = unsaved;
  }
}

/** A domain was added or checked. */
export class DomainChangeEvent extends Event {
  readonly report: DomainReport;

  constructor(report: DomainReport) {
    super('mail-domain-change', upwards);
    this.report = report;
  }
}

/** A test email was accepted, a mailing launched or stopped. */
export class LaunchChangeEvent extends Event {
  readonly view: LaunchView;

  constructor(view: LaunchView) {
    super('mail-launch-change', upwards);
    this.view = view;
  }
}

/** Asks the page for what support wants to know; the page sets `details`. Not for hosts. */
export class SupportDetailsEvent extends Event {
  /** The failure in question, where there is one. */
  readonly error: unknown;
  details: Promise<string> = Promise.resolve('');

  constructor(error: unknown) {
    super('mail-support-details', upwards);
    this.error = error;
  }
}

/** Asks the page to show another tab, and there a field. */
export class GoToEvent extends Event {
  readonly tab: MailTab;
  readonly field: string | undefined;

  constructor(tab: MailTab, field?: string) {
    super('mail-go-to', { ...upwards, cancelable: true });
    this.tab = tab;
    this.field = field;
  }
}

/** A button that was pressed went where it helped. The page gives the focus another place, where it is lost. Not for hosts. */
export class FocusLostEvent extends Event {
  constructor() {
    super('mail-focus-lost', upwards);
  }
}

declare global {
  interface HTMLElementEventMap {
    'mail-settings-saved': SettingsSavedEvent;
    'mail-state-change': StateChangeEvent;
    'mail-tab-change': TabChangeEvent;
    'mail-login-needed': LoginNeededEvent;
    'mail-unsaved-change': UnsavedChangeEvent;
    'mail-domain-change': DomainChangeEvent;
    'mail-launch-change': LaunchChangeEvent;
    'mail-go-to': GoToEvent;
    'mail-support-details': SupportDetailsEvent;
    'mail-focus-lost': FocusLostEvent;
  }
}
