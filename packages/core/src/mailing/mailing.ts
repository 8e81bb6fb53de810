/** Who a mailing is from. */
export type Sender = { email: string; name: string };

/** A mailing of the host, as its list shows it. */
export type MailingSummary = {
  id: string;
  name: string;
  subject: string;
  from: Sender;
  /** How many they are. */
  recipients: number;
};

/** A mailing with what a launch sends. */
export type Mailing = MailingSummary & { html: string; text: string };

/** One addressee. `id`: the host's GUID, where it has one. `fields` fill the template's merge variables. */
export type Recipient = {
  id?: string | undefined;
  email: string;
  name: string;
  fields?: Record<string, string> | undefined;
};
