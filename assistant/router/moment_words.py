"""Words by which a day that was is told from one that is to come. Data only, for
`assistant.router.moments`."""

from assistant.language.tokens import keys

AHEAD = keys(
    """
    slot book booking appointment visit order confirm confirmed pakka pakki assign liye lie for
    स्लॉट बुकिंग अपॉइंटमेंट पक्का पक्की लिए कन्फर्म
    """
)
"""What makes "kal ki ..." tomorrow's although the sentence is of the past: it is still to come."""
PAST = keys(
    """
    tha thi aaya aayi aye aaye aya ayi aagaye aagaya aagayi
    gaya gayi gaye gya gyi hua hui hue kiya kari bola kaha
    diya liya mila mili beeta
    cancelled canceled cancelld paid called completed returned came happened happend left
    visited showed arrived was were did didnt didn't gave took
    aala ala aali aale zala jhala jhali kela keli aavya aavyu gayu eshechilo esechilo chilo chhilo
    aail ail gail bhail rahal आइल गइल भइल रहल आला आली झाला
    diye kiye bheja bheji karwaya karwayi karaya karayi lagwaya lagwayi bulaya mangaya mangwaya
    chukaya bhara दिये किये किए भेजा करवाया करवाई कराया कराई लगवाया लगवाई बुलाया मंगाया मंगवाया चुकाया भरा
    lagaya lagaye banaya लगे लगाए लगाया बनाया भेजे bheje
    aavyo aavyi aavya avyo avya gayo thayu thayo karyu karyo kidhu kidho kidhi didhu didha lidha
    mokalyo mokalyu moklyu aapyu aapyo aapya hatu hato hati bharya chukavyu
    gela geli gele dila dili dile kele bharle pathavle pathavla sangitla
    si sige sigi ditta ditti ditte kitta kitti kiti kita keeta keeti hoya hoyi mileya milya leya lya
    laya keha rahni rahin rahli rahlin bhejle bhejni kaile kailin kaini karaile dihle dihlin dihni
    lihle likhle kahle aile ailan gaile bhaile banwawle karwawle bulawle milal pahunchal
    aayo diyo liyo huyo milyo bhejyo lagyo korechi diyechi korechen diyechen
    आयो गयो दियो लियो हुयो मिल्यो भेज्यो कर्यो करयो ग्यो ग्या बणायो लिखी भेजी करी दीधो कीधो
    गेला गेली गेले दिला दिली दिले केला केली केले
    रहनी रहनीं रहलीं कइले कइनी भेजले भेजनी दिहले दिहनी भइल मिलल कहले बुलवले बनववले
    था थी थे आया आई आए आयी गया गई गए गयी हुआ हुई हुए किया बोला कहा दिया लिया मिला मिली बीता
    """
)
PAPERS = keys(
    """
    bill invoice receipt raseed rasid raseedh बिल रसीद इनवॉइस refund shikayat shikaayat complaint
    complain रिफंड शिकायत शिकायतां
    """
)
"""What there is only of a day that is over: "kal ka bill"."""
WORK = keys("kaam service काम सर्विस")
"""What there is of days to come as well, when the verb says so."""
WISHES = keys(
    """
    chahiye chahie chaiye karo karna karni kar start shuru book bhejo bhej rakho laga dena do milega
    bhejiye bhejna dijiye dijiyega kijiye rakhiye karwana karwaiye aaiye lagaiye aarambh begin
    चाहिए करो करना कर शुरू बुक भेजो भेज रखो मिलेगा भेजिए दीजिए कीजिए रखिए करवाना करवाइए लगाइए आरंभ
    आरम्भ कराएँ कराएं कराना
    likh lijiye likho likhiye lo karwani karao lena rakh लिख लीजिए लिखो लो करवानी कराओ लेना रख
    """
)
NOW_OR_LATER = WISHES | keys(
    """
    hai hain h hoga hogi aayega aayegi aaye jayega karenge karoge bula bulao bulana badlo badal
    aavjo aavo moklo mokljo aavshe avjo karjo aiyo द्यो देवो पाठवा पाठव pathva pathav
    aave aawe bhejin yenar yeil आवे भेजीं भेजीहीं येणार
    sakta sakti sakte payega payegi सकता सकती सकते पाएगा पाएगी
    है हैं होगा होगी आएगा आएगी आयेगा करेंगे करोगे बुला बुलाओ बुलाना बदलो बदल
    """
)
"""A verb of Hindi that looks to what is or will be; what follows it speaks of something else."""
