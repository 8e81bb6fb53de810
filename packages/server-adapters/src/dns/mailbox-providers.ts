// Written by scripts/mailbox-providers.ts from scripts/mailbox-providers.json, which names the sources. Do not edit.

/** Domains at which anyone may have a mailbox. */
export const mailboxDomains: ReadonlySet<string> = new Set(
  `
126.com 139.com 163.com 188.com 189.cn 21cn.com a1.net abv.bg aim.com alice.it aliceadsl.fr aliyun.com
ameritech.net aol.co.uk aol.com aol.de aol.fr aon.at arcor.de asia.com atlas.cz att.net autograf.pl
autorambler.ru azet.sk bbox.fr bell.net bellsouth.net biglobe.ne.jp bigmir.net bigpond.com bigpond.net.au
bk.ru blu.it bluewin.ch blueyonder.co.uk bol.com.br brighthouse.com btinternet.com btopenworld.com casema.nl
cegetel.net centrum.cz centrum.sk centurylink.net charter.net chello.at chello.nl citromail.hu
club-internet.fr comcast.net consultant.com cox.net daum.net disroot.org docomo.ne.jp duck.com earthlink.net
eircom.net email.com email.cz email.de email.ua embarqmail.com engineer.com europe.com excite.co.jp excite.com
ezweb.ne.jp fastmail.com fastmail.fm fastmail.net fastmail.org fastwebnet.it flash.net foxmail.com free.fr
freemail.hu freenet.de frontiernet.net gazeta.pl giallo.it globo.com gmail.com gmx.biz gmx.info gmx.net
gmx.org go2.pl googlemail.com gyuvetch.bg hanmail.net hetnet.nl hey.com home.nl hush.ai hush.com hushmail.com
hushmail.me i.softbank.jp i.ua icloud.com ig.com.br iinet.net.au inbox.eu inbox.lt inbox.lv inbox.ru
indamail.hu inode.at interia.eu interia.pl internet.ru inwind.it iol.it juno.com kakao.com keemail.me
kpnmail.nl laposte.net lenta.ru libero.it list.ru live.at live.be live.ca live.ch live.cl live.cn live.co.kr
live.co.uk live.co.za live.com live.com.ar live.com.au live.com.mx live.com.my live.com.pe live.com.ph
live.com.pk live.com.pt live.com.sg live.com.ve live.de live.dk live.es live.eu live.fi live.fr live.hk
live.ie live.in live.it live.jp live.lu live.nl live.no live.ph live.pl live.pt live.ru live.se lycos.com
mac.com magenta.de mail.bg mail.com mail.ee mail.kz mail.ru mail.ua mailbox.org mailfence.com mailo.com me.com
meta.ua mindspring.com movistar.es msn.com mynet.com myrambler.ru myself.com myyahoo.com narod.ru nate.com
naver.com netcourrier.com netscape.net netzero.com netzero.net neuf.fr noos.fr ntlworld.com numericable.fr
nvbell.net o2.pl ocn.ne.jp onet.eu onet.pl online.no online.ua op.pl optimum.net optonline.net optusnet.com.au
orange.fr otenet.gr pacbell.net passport.com planet.nl pm.me pobox.com poczta.fm post.com post.cz posteo.de
posteo.eu posteo.net posteo.org prodigy.net prodigy.net.mx proton.me proximus.be q.com qq.com r0.ru rediff.com
rediffmail.com riseup.net ro.ru rocketmail.com rogers.com rr.com runbox.com sapo.pt sbcglobal.net sent.com
seznam.cz sfr.fr shaw.ca sina.cn sina.com sina.com.cn sky.com skynet.be snet.net so-net.ne.jp softbank.ne.jp
sohu.com spectrum.net spoluzaci.cz startmail.com suddenlink.net suomi24.fi swbell.net sympatico.ca t-online.de
talk21.com talktalk.net telefonica.net telenet.be telia.com telus.net terra.cl terra.com terra.com.ar
terra.com.br terra.com.mx terra.es tim.it tin.it tiscali.co.uk tiscali.fr tiscali.it tlen.pl tom.com tut.by
tuta.com tuta.io tutamail.com tutanota.com tutanota.de twc.com ua.fm ukr.net uol.com.br upcmail.nl usa.com
verizon.net videotron.ca virgilio.it virginmedia.com vk.com vodafonemail.de voila.fr volny.cz vp.pl
walla.co.il walla.com wanadoo.fr wans.net web.de windowslive.com windstream.net wo.cn wp.pl xfinity.com
xmail.ru xs4all.nl xtra.co.nz ya.ru ybb.ne.jp yeah.net ymail.com ziggo.nl zipmail.com.br zoho.com zoho.eu
zoho.in zohomail.com zohomail.eu zohomail.in zoznam.sk
`
    .trim()
    .split(/\s+/),
);

/** First labels that belong to one provider under `com` and every country: `yahoo` for `yahoo.co.jp`. */
export const mailboxLabels: ReadonlySet<string> = new Set(
  'gmx hotmail outlook protonmail rambler yahoo yandex'.split(' '),
);
