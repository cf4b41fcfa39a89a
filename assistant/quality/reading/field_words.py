"""What systems of the trade call their fields in Hindi, in both scripts, and in short: each word
under the English one that `field_names` knows. Data only.
"""

from assistant.language.tokens import fold

# English word: words that say the same in a field's name.
_SAME = """
price: keemat kimat qeemat qimat daam dam mulya moolya मूल्य दाम कीमत lagat लागत bhav भाव
amount: rashi raashi rakam raqam राशि रकम dhan धन
rupees: rupaye rupay rupaya rupiya rupiye रुपये रुपए रुपया
total: kul कुल yog योग jod जोड़
rate: dar दर
fee: shulk शुल्क
discount: chhoot chhut छूट bachat बचत riyayat रियायत
paid: diya diye दिया दिए chukaya chukaye चुकाया जमा jama mila मिला prapt प्राप्त pd bhugtan भुगतान
payment: bhugtan भुगतान adaygi अदायगी pymt pmt
remaining: bakaya baki baaki shesh शेष बकाया बाकी bal
refund: wapsi vapsi vapasi waapsi वापसी वापस lautaya लौटाया रिफंड dhanvapasi payback
tax: kar कर जीएसटी
old: purani purana पुराना पुरानी poorv purv purva पूर्व prev
base: mool मूल
per: prati प्रति har हर
name: naam नाम nm
status: sthiti स्थिति haalat halat हालत avastha अवस्था dasha दशा charan चरण stat sts haal हाल
date: tareekh tarikh tarik dinank dinaank तारीख दिनांक तिथि tithi divas दिवस dt
time: samay समय waqt वक्त tm
slot: स्लॉट paali
service: seva सेवा kaam काम kary karya kaarya कार्य svc srvc
variant: prakar prakaar प्रकार shreni श्रेणी yojana योजना
provider: karigar kaarigar कारीगर karmi कर्मी karmchari कर्मचारी mistri मिस्त्री visheshagya visheshgya
person: vyakti व्यक्ति banda aadmi
handler: sambhal सँभाल संभाल adhikari अधिकारी
number: kramank kramaank क्रमांक sankhya संख्या nambar नंबर kr num
id: pehchan पहचान
pin: पिन पिनकोड pinkod
city: shahar sheher shehar शहर नगर nagar
place: sthan sthaan स्थान jagah जगह kshetra क्षेत्र ilaka इलाका
address: pata पता thikana ठिकाना addr
order: aadesh आदेश ऑर्डर
booking: बुकिंग bkg
complaint: shikayat शिकायत cmpl
rating: rtg ratg reting रेटिंग sitare सितारे
verified: vrf vrfd verif satyapit सत्यापित jaancha जाँचा
experience: anubhav अनुभव
years: varsh वर्ष saal साल yrs
minutes: minat मिनट mins minuts
hours: ghante ghanta घंटे घंटा hrs ghnte
days: dino दिन दिनों
months: mahine mahina महीने माह maah
weeks: hafte hafta हफ्ते सप्ताह saptah
wallet: वॉलेट वालेट batua बटुआ purse
coupon: कूपन koopan
customer: grahak ग्राहक grahako upbhokta उपभोक्ता khatedar khaatedaar malik maalik
reason: karan kaaran कारण wajah vajah वजह
until: tak तक
end: ant अंत samapti समाप्ति
start: shuru shuruaat शुरू शुरुआत prarambh प्रारंभ aarambh आरंभ aagman आगमन
open: khula khuli खुला खुली
free: khali khaali खाली
available: uplabdh उपलब्ध
minimum: nyunatam nyuntam न्यूनतम
maximum: adhiktam अधिकतम
quantity: matra मात्रा ginti गिनती kitne
expected: anumanit anumaan अनुमानित अनुमान pahunchega pahunch पहुंच eta
percent: pratishat pratishath प्रतिशत fisadi
phone: मोबाइल फोन
advance: agrim अग्रिम एडवांस peshgi
cancelled: radd रद्द nirast निरस्त
completed: poora poori purn पूर्ण पूरा
requested: anurodh अनुरोध maangi
warranty: wrnty wrty wty वारंटी
default: dflt deflt
people: log लोग friends dost दोस्त
"""


def _table() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _SAME.strip().splitlines():
        meaning, words = line.split(":", 1)
        for word in words.split():
            found.setdefault(fold(word), set()).add(meaning)
    return {word: frozenset(meanings) for word, meanings in found.items()}


MEANINGS = _table()
"""A folded word of a field's name, and the English words it stands for."""
