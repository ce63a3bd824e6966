"""Domains under which anybody can have a mailbox, so that they name no company.

Registrable domains only. Left out are providers whose mail domain is also their own company's website: they can be a
customer.
"""

PUBLIC = frozenset(
    {
        # worldwide
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "passport.com"),
        *("yahoo.com", "ymail.com", "rocketmail.com", "aol.com", "aim.com", "icloud.com", "me.com", "mac.com"),
        *("proton.me", "protonmail.com", "protonmail.ch", "pm.me", "tutanota.com", "tutanota.de", "tuta.io"),
        *("fastmail.com", "fastmail.fm", "hushmail.com", "hey.com", "zohomail.com", "zohomail.eu", "zohomail.in"),
        *("mail.com", "email.com", "usa.com", "gmx.com", "gmx.net", "inbox.com", "mailfence.com", "disroot.org"),
        # the same houses, by country
        *("yahoo.co.uk", "yahoo.fr", "yahoo.de", "yahoo.it", "yahoo.es", "yahoo.ca", "yahoo.com.au", "yahoo.com.br"),
        *("yahoo.com.mx", "yahoo.com.ar", "yahoo.co.in", "yahoo.in", "yahoo.co.jp", "yahoo.co.id", "yahoo.com.sg"),
        *("yahoo.com.hk", "yahoo.com.tw", "yahoo.com.ph", "yahoo.com.vn", "yahoo.gr", "yahoo.ie", "yahoo.se"),
        *("hotmail.co.uk", "hotmail.fr", "hotmail.de", "hotmail.it", "hotmail.es", "hotmail.com.br", "hotmail.com.ar"),
        *("live.co.uk", "live.fr", "live.de", "live.nl", "live.it", "live.com.au", "live.ca", "live.com.mx"),
        *("outlook.fr", "outlook.de", "outlook.es", "outlook.it", "outlook.com.br", "outlook.jp", "outlook.in"),
        # Europe
        *("gmx.de", "gmx.at", "gmx.ch", "web.de", "freenet.de", "t-online.de", "posteo.de", "mailbox.org", "arcor.de"),
        *("orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr", "neuf.fr", "bbox.fr"),
        *("libero.it", "virgilio.it", "tiscali.it", "alice.it", "tin.it", "btinternet.com", "ntlworld.com"),
        *("blueyonder.co.uk", "virginmedia.com", "talktalk.net", "bluewin.ch", "skynet.be", "telenet.be", "ziggo.nl"),
        *("kpnmail.nl", "planet.nl", "wp.pl", "o2.pl", "interia.pl", "onet.pl", "seznam.cz", "email.cz", "centrum.cz"),
        *("azet.sk", "freemail.hu", "citromail.hu", "abv.bg", "ukr.net", "i.ua", "bigmir.net", "telia.com"),
        *("mail.ru", "bk.ru", "list.ru", "inbox.ru", "yandex.ru", "yandex.com", "ya.ru", "rambler.ru"),
        *("sapo.pt", "otenet.gr", "mynet.com", "walla.co.il", "walla.com"),
        # the Americas
        *("comcast.net", "verizon.net", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net", "charter.net"),
        *("earthlink.net", "optonline.net", "juno.com", "sympatico.ca", "videotron.ca", "telus.net"),
        *("uol.com.br", "bol.com.br", "terra.com.br", "ig.com.br", "prodigy.net.mx"),
        # Asia and the Pacific
        *("qq.com", "163.com", "126.com", "yeah.net", "sina.com", "sina.cn", "sohu.com", "foxmail.com", "139.com"),
        *("189.cn", "aliyun.com", "naver.com", "hanmail.net", "daum.net", "nate.com", "docomo.ne.jp", "ezweb.ne.jp"),
        *("nifty.com", "rediffmail.com", "bigpond.com", "bigpond.net.au", "optusnet.com.au", "iinet.net.au"),
        *("xtra.co.nz", "pchome.com.tw", "hinet.net", "singnet.com.sg", "vsnl.com"),
    }
)
