//! Names that the rules know: places and their people, given names, bodies, and the words that names are built with.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::nlp::EntityType;

/// A person's gender, as far as a name or title tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nlp) enum Gender {
    Male,
    Female,
}

/// What is known about one word, as bits.
pub(in crate::nlp) mod word {
    pub(crate) const MALE: u16 = 1;
    pub(crate) const FEMALE: u16 = 1 << 1;
    pub(crate) const GIVEN: u16 = MALE | FEMALE;
    /// `Syrian`, `Democratic`: no entity of its own.
    pub(crate) const DEMONYM: u16 = 1 << 2;
    /// Goes before a person's name.
    pub(crate) const TITLE: u16 = 1 << 3;
    /// Goes before a title: `Deputy`, `Foreign`, `Vice`.
    pub(crate) const TITLE_PART: u16 = 1 << 4;
    /// Makes the name that holds it a body: `Ministry`, `Party`.
    pub(crate) const BODY: u16 = 1 << 5;
    /// Makes the name that it ends a place: `Airport`, `River`.
    pub(crate) const SITE: u16 = 1 << 6;
    /// Makes the name that it ends something else: `Act`, `War`.
    pub(crate) const THING: u16 = 1 << 7;
    /// Written small inside a person's name: `van`, `bin`.
    pub(crate) const PARTICLE: u16 = 1 << 8;
    /// `Jr.`, `III`
    pub(crate) const SUFFIX: u16 = 1 << 9;
    /// Always shows that what follows is a person: `Mr.`, `Sen.`
    pub(crate) const HONORIFIC: u16 = 1 << 10;
}

struct Gazetteer {
    words: HashMap<&'static str, u16>,
    names: HashMap<String, EntityType>,
}

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| {
    let mut words: HashMap<&'static str, u16> = HashMap::with_capacity(2048);
    for (bits, list) in WORDS {
        for word in list.split_whitespace() {
            *words.entry(word).or_default() |= bits;
        }
    }
    let mut names = HashMap::with_capacity(1024);
    for (kind, list) in NAMES {
        for name in list.split(',') {
            names.insert(name.split_whitespace().collect::<Vec<_>>().join(" "), *kind);
        }
    }
    Gazetteer { words, names }
});

/// Bits of [`mod@word`] for a word in lower case without its full stop.
pub(in crate::nlp) fn word(lower: &str) -> u16 {
    GAZETTEER.words.get(lower).copied().unwrap_or_default()
}

/// The type of a name known as a whole, in lower case with single spaces.
pub(in crate::nlp) fn name(lower: &str) -> Option<EntityType> {
    GAZETTEER.names.get(lower).copied()
}

/// The gender that a given name or a title tells.
pub(in crate::nlp) fn gender(lower: &str) -> Option<Gender> {
    let bits = word(lower);
    match (bits & word::MALE != 0, bits & word::FEMALE != 0) {
        (true, false) => Some(Gender::Male),
        (false, true) => Some(Gender::Female),
        _ => match lower {
            "mr" | "sir" | "lord" | "king" | "prince" | "father" | "congressman" | "spokesman" | "chairman"
            | "herr" | "monsieur" | "pope" | "uncle" | "brother" | "duke" | "emperor" | "rabbi" | "imam"
            | "businessman" => Some(Gender::Male),
            "mrs" | "ms" | "miss" | "lady" | "dame" | "queen" | "princess" | "sister" | "congresswoman"
            | "spokeswoman" | "chairwoman" | "madame" | "mme" | "mlle" | "frau" | "aunt" | "duchess" | "mother"
            | "actress" | "businesswoman" => Some(Gender::Female),
            _ => None,
        },
    }
}

/// Short forms of given names and what they are short for; both ways.
pub(in crate::nlp) fn same_given(a: &str, b: &str) -> bool {
    const PAIRS: &str = "joe joseph,bill william,will william,bob robert,rob robert,bobby robert,mike michael,jim james,jimmy james,tom thomas,\
        tim timothy,dan daniel,danny daniel,dave david,steve steven,steve stephen,chris christopher,matt matthew,tony anthony,ben benjamin,\
        bernie bernard,ted edward,ted theodore,ed edward,rick richard,dick richard,rich richard,chuck charles,charlie charles,don donald,\
        ron ronald,ken kenneth,jeff jeffrey,greg gregory,andy andrew,drew andrew,nick nicholas,pete peter,sam samuel,jack john,jon jonathan,\
        larry lawrence,jerry gerald,jerry jerome,gerry gerald,alex alexander,al albert,al alan,liz elizabeth,beth elizabeth,betsy elizabeth,\
        kate katherine,kathy katherine,cathy catherine,katie katherine,sue susan,debbie deborah,barb barbara,pat patricia,pat patrick,\
        jen jennifer,jenny jennifer,becky rebecca,maggie margaret,meg margaret,peggy margaret,abby abigail,mandy amanda,cindy cynthia,\
        vicky victoria,kim kimberly,chelle michelle,nate nathan,zach zachary,josh joshua,jake jacob,frank francis,fred frederick,\
        gus augustus,hank henry,harry henry,harry harold,hal harold,lou louis,leo leonard,len leonard,marty martin,max maxwell,mel melvin,\
        mitch mitchell,phil philip,ray raymond,russ russell,stan stanley,stu stuart,vince vincent,walt walter,wes wesley,hillary hillary";
    a == b
        || PAIRS.split(',').filter_map(|p| p.trim().split_once(' ')).any(|(x, y)| x == a && y == b || x == b && y == a)
}

use word::{BODY, DEMONYM, FEMALE, GIVEN, HONORIFIC, MALE, PARTICLE, SITE, SUFFIX, THING, TITLE, TITLE_PART};

const WORDS: &[(u16, &str)] = &[
    (
        MALE,
        "aaron abdul abdullah abraham adam adrian ahmed ahmad akira alan albert alberto alejandro alex alexander alexei alexis alfred ali \
        allan allen alvin amir amit anders andre andrea andreas andrei andrew andy angelo anthony anton antonio arjun arnold arthur asif \
        augustus austin barack barry bart bashar ben benjamin bernard bernie bert bill billy blake bob bobby boris brad bradley brandon brendan \
        brent brett brian bruce bryan caleb calvin cameron carl carlo carlos cecil cedric chad charles charlie chester chris christian \
        christopher chuck clarence clark claude clifford clinton clive clyde cody colin connor corey cory craig curtis dale damien dan daniel \
        danny darrell darren dave david dean dennis derek derrick desmond devin diego dimitri dmitri dmitry dominic don donald douglas doug \
        drew duncan dustin dwayne dwight dylan earl eddie edgar edmund eduardo edward edwin eli elijah elliott elmer emile emilio emmanuel \
        enrique eric erik ernest ernesto ethan eugene evan fabio felix ferdinand fernando fidel floyd francis francisco francois frank franklin \
        fred frederick gabriel gareth gary gavin geoffrey george gerald gerard giovanni glen glenn gordon graham grant greg gregory guillermo \
        gustavo guy hamid hank hans harold harris harry harvey hassan hector henri henry herbert herman hiroshi howard hubert hugh hugo hussein \
        ian ibrahim igor ignacio imran isaac ismail ivan jack jackson jacob jacques jaime jake james jamie jan jared jason javier jay jean jeb jeff \
        jeffrey jeremy jerome jerry jesse jesus jim jimmy joachim joao joe joel john johnny jon jonathan jordan jorge jose joseph josh joshua \
        josiah juan julian julio julius jurgen justin karim karl keith ken kenneth kenny kent kevin khalid kirk klaus kofi kurt kyle lance \
        larry lars lawrence lee leo leon leonard leonardo leroy leslie lester lewis liam lincoln lindsey lionel lloyd logan louis luc lucas luigi luis \
        luke mahmoud malcolm manuel marc marcel marco marcos marcus mario mark markus marshall martin marvin mason mateo matt matteo matthew \
        maurice max maxim mehmet melvin michael michel miguel mike mikhail miles milton mitch mitchell mitt mohamed mohammad mohammed morgan \
        moses muhammad murray mustafa narendra nate nathan nathaniel neal neil nelson newt nicholas nick nicolas nigel nikolai noah noel norman \
        oleg oliver omar orlando oscar oswald otto owen pablo pat patrick paul pavel pedro percy perry pete peter phil philip philippe phillip \
        pierre piotr preston quentin rafael rahul raj ralph ramon randall randy raul ravi ray raymond recep reginald reince rene rex rich richard rick \
        ricky robert roberto robin rod rodney rodrigo roger roland roman ron ronald rory ross roy ruben rudolph rudy rupert russ russell ryan salman \
        salvador sam samuel saul scott sean sebastian sergei sergey sergio seth shane shaun shawn sidney simon spencer stan stanley stefan \
        stephen sterling steve steven stewart stuart sundar tariq ted terrence terry theodore thomas tim timothy tobias todd tom tomas tomasz tommy tony \
        travis trevor troy tyler victor vijay vincent vladimir volodymyr wade wallace walter warren wayne wendell wesley wilbur wilfred will \
        willard william willie winston wolfgang xavier xi yasser yusuf zachary sherlock watson ted",
    ),
    (
        FEMALE,
        "abigail ada adele adriana agatha agnes aisha alana alexandra alice alicia alison allison alma alyssa amanda amber amelia amina amy \
        ana anastasia andrea angela angelina anita ann anna anne annette annie antonia april ariana arlene ashley astrid audrey ava barbara \
        beatrice becky bella bernadette bertha beth bethany betsy betty beverly bianca bonnie brenda bridget brittany brooke camila camille \
        candace carla carly carmen carol carole caroline carolyn carrie cassandra catherine cathy cecilia celeste charlene charlotte chelsea cheryl \
        christina christine cindy claire clara claudia colleen connie constance cora courtney cristina crystal cynthia daisy dana daniela \
        danielle daphne darlene dawn debbie deborah debra deirdre delia denise diana diane dolores donna dora doris dorothy edith edna eileen elaine \
        eleanor elena elisa elise eliza elizabeth ella ellen elsa emily emma erica erika erin esther ethel eva eve evelyn fatima felicia \
        fiona florence frances francesca gabriela gabrielle gail gemma genevieve georgia geraldine gertrude gina giulia gladys glenda gloria grace \
        greta gretchen guadalupe gwen hannah harriet hazel heather heidi helen helena hilary hillary holly huma ida imani ines ingrid irene iris irma \
        isabel isabella ivanka ivy jacqueline jackie jane janet janice jasmine jean jeanette jeanne jen jenna jennifer jenny jessica jill jo joan joanna \
        joanne jocelyn josephine joy joyce juanita judith judy julia juliana julie juliet june karen karin karla kate katharine katherine \
        kathleen kathryn kathy katie katrina kayla kellyanne kelly kelsey kerry kim kimberly kirsten kristen kristin kristina lakshmi lara laura lauren laurie leah \
        leila lena leslie leticia lidia lillian lily linda lisa liz lois loretta lori lorraine louisa louise lucia lucille lucinda lucy luisa \
        lydia lynn lynne mabel madeleine madeline maggie malala malia mandy marcia margaret margot maria mariah marian marianne marie marilyn marina \
        marion marissa marjorie marlene marsha martha mary matilda maureen maxine may maya megan meghan melania melanie melinda melissa mercedes meryl \
        mia michele michelle mildred miranda miriam molly monica monique muriel myra nadia nadine nancy naomi natalia natalie natasha nellie \
        nicole nikki nina noor nora norma olga olivia olive opal pamela patricia patti paula pauline pearl peggy penelope penny phoebe phyllis priscilla \
        priya rachel ramona rebecca regina renee rhonda rita roberta rosa rosalind rosalynn rosanna rose rosemary roxanne ruby ruth sabrina sally samantha sandra sara \
        sarah sasha savannah selena serena shannon sharon sheila shelby shelley sheri sherry shirley silvia simone sofia sonia sophia sophie stacey \
        stacy stella stephanie sue susan susanna susie suzanne sylvia tamara tammy tanya tara tatiana teresa terri tess thelma theresa \
        tiffany tina tracy trudy valerie vanessa vera veronica vicki victoria viola violet virginia vivian wanda wendy whitney wilma winifred \
        yasmin yolanda yvette yvonne zoe",
    ),
    (
        DEMONYM,
        "afghan african albanian algerian american arab arabic argentine argentinian armenian asian australian austrian azerbaijani \
        bangladeshi belarusian belgian bolivian bosnian brazilian british bulgarian burmese cambodian canadian catholic chilean chinese \
        christian colombian conservative croatian cuban cypriot czech danish democratic democrat democrats dutch egyptian english estonian \
        ethiopian european filipino finnish french georgian german ghanaian greek haitian hindu hispanic hungarian icelandic indian \
        indonesian iranian iraqi irish islamic islamist israeli italian japanese jewish jordanian kenyan korean kurdish kuwaiti latin \
        latino latvian lebanese liberal libyan lithuanian malaysian marxist mexican mongolian moroccan mormon muslim nigerian norwegian \
        pakistani palestinian peruvian polish portuguese protestant qatari republican republicans romanian roman russian saudi scottish serbian \
        shia shiite sikh singaporean slovak slovenian somali soviet spanish sri sudanese sunni swedish swiss syrian taiwanese thai tibetan tunisian \
        turkish ugandan ukrainian venezuelan vietnamese welsh western yemeni zionist nazi communist socialist americans russians muslims \
        christians jews britons europeans africans asians latinos hispanics mexicans germans israelis palestinians syrians turks kurds arabs \
        iraqis iranians cubans californian texan internet god christmas easter thanksgiving ramadan hanukkah tories libertarian evangelical \
        evangelicals buddhist confederate victorian greeks romans italians canadians australians ukrainians afghans",
    ),
    (
        TITLE | HONORIFIC,
        "mr mrs ms miss dr prof sir sen rep gov lt gen col maj capt cmdr sgt rev hon adm amb mme mlle messrs sens reps dame \
        senator congressman congresswoman governor",
    ),
    (
        TITLE,
        "president minister secretary mayor judge justice general professor king queen prince princess pope chancellor ambassador \
        speaker chairman chairwoman director ceo spokesman spokeswoman officer detective sheriff chief captain father sister aunt uncle \
        madame monsieur herr frau representative commissioner coach colonel lieutenant sergeant major admiral lord lady premier emperor \
        doctor reverend bishop cardinal archbishop imam rabbi sheikh ayatollah inspector constable superintendent treasurer prosecutor attorney \
        strategist adviser advisor manager editor reporter columnist analyst economist actor actress author singer pastor nominee candidate \
        lawmaker envoy czar duke duchess earl baron count countess agent judge councilman councilwoman councillor councilor assemblyman alderman \
        undersecretary comptroller solicitor counsel brother \
        fr msgr monsignor padre deacon bro cllr councilmember comrade mullah shaikh shaikha sheikha haji hajji alhaji baroness nurse trooper \
        doña señor señora signor signora",
    ),
    (
        TITLE_PART,
        "deputy vice foreign prime interior defense defence finance assistant acting former interim senior chief executive managing \
        attorney associate lead first majority minority house senate white state health justice treasury press national security campaign \
        communications general secretary under permanent special trade energy education labor labour home shadow police fire city county \
        district supreme court editor-in-chief co-chairman republican democratic",
    ),
    (
        BODY,
        "party committee commission council ministry department agency bureau administration office university college institute school \
        academy association federation union league society club foundation trust fund group company corporation corp inc co ltd llc plc gmbh \
        ag bank holdings industries systems technologies partners times post news journal tribune herald gazette guardian chronicle observer \
        press magazine review network broadcasting channel radio television court senate congress parliament assembly cabinet house \
        police army navy corps force forces guard command service services board authority center centre coalition alliance movement \
        campaign team fc united orchestra church ministries hospital clinic museum library gallery studios records airlines airways motors \
        organization organisation laboratory laboratories lab labs brothers associates brigade front militia tribunal embassy consulate caucus \
        convention conference exchange reserve pac nato republicans democrats daily weekly globe enterprises international report beast",
    ),
    (
        SITE,
        "airport river lake mountain mountains mount island islands sea ocean bay gulf strait street avenue road boulevard square park \
        bridge beach valley desert forest county city town village province district region peninsula coast hill hills heights plaza stadium \
        arena tower castle palace canal station harbor harbour port creek canyon cape republic kingdom emirates hotel hall garden gardens \
        theater theatre cathedral prison zone border highway lane drive falls springs basin plateau ranch asia europe america africa",
    ),
    (
        THING,
        "act war treaty accord agreement prize award awards day festival cup olympics championship bowl bible quran koran amendment \
        constitution declaration plan deal summit revolution crisis era century league accords protocol rights lives matter series \
        tour week month bill law code program programme project index award show games movement caucuses primary debate scandal",
    ),
    (PARTICLE, "al el bin ibn bint de da di del della dos du van von der den ter la le ben abu ul y"),
    // Names that men and women bear.
    (
        GIVEN,
        "terry pat jordan taylor morgan robin casey jamie jackie dana jean marion kerry avery riley lindsey leslie lesley lindsay \
        sasha frankie",
    ),
    (SUFFIX, "jr sr ii iii iv esq phd md"),
];

use EntityType::{Organisation, Other, Place};

const NAMES: &[(EntityType, &str)] = &[
    (
        Place,
        "afghanistan,albania,algeria,andorra,angola,argentina,armenia,australia,austria,azerbaijan,bahamas,bahrain,bangladesh,barbados,\
        belarus,belgium,belize,benin,bhutan,bolivia,bosnia,bosnia and herzegovina,botswana,brazil,brunei,bulgaria,burkina faso,burma,burundi,\
        cambodia,cameroon,canada,chad,chile,china,colombia,congo,costa rica,croatia,cuba,cyprus,czech republic,czechia,denmark,djibouti,\
        dominican republic,east timor,ecuador,egypt,el salvador,england,eritrea,estonia,eswatini,ethiopia,fiji,finland,france,gabon,gambia,\
        georgia,germany,ghana,great britain,britain,greece,greenland,grenada,guatemala,guinea,guyana,haiti,honduras,hong kong,hungary,iceland,\
        india,indonesia,iran,iraq,ireland,israel,italy,ivory coast,jamaica,japan,jordan,kazakhstan,kenya,kosovo,kuwait,kyrgyzstan,laos,latvia,\
        lebanon,lesotho,liberia,libya,liechtenstein,lithuania,luxembourg,macedonia,madagascar,malawi,malaysia,maldives,mali,malta,mauritania,\
        mauritius,mexico,moldova,monaco,mongolia,montenegro,morocco,mozambique,myanmar,namibia,nepal,netherlands,the netherlands,holland,new zealand,\
        nicaragua,niger,nigeria,north korea,norway,oman,pakistan,palestine,panama,papua new guinea,paraguay,peru,philippines,poland,portugal,\
        puerto rico,qatar,romania,russia,rwanda,saudi arabia,scotland,senegal,serbia,sierra leone,singapore,slovakia,slovenia,somalia,\
        south africa,south korea,south sudan,soviet union,spain,sri lanka,sudan,suriname,sweden,switzerland,syria,taiwan,tajikistan,tanzania,\
        thailand,tibet,togo,trinidad and tobago,tunisia,turkey,turkiye,türkiye,turkmenistan,uganda,ukraine,united arab emirates,uae,united kingdom,\
        uk,u.k.,u.k,britain,united states,united states of america,us,u.s.,u.s,usa,u.s.a.,america,uruguay,uzbekistan,vatican,venezuela,vietnam,wales,yemen,\
        zambia,zimbabwe,northern ireland,west bank,gaza,gaza strip,crimea,donbas,donbass,donetsk,luhansk,kurdistan,chechnya,catalonia,kashmir,\
        siberia,bavaria,normandy,tuscany,sicily,manchuria,anbar,nineveh,punjab,sindh,darfur,\
        africa,asia,europe,north america,south america,latin america,central america,middle east,west asia,east asia,south asia,southeast asia,\
        central asia,north africa,west africa,east africa,eastern europe,western europe,antarctica,arctic,balkans,caribbean,caucasus,mediterranean,\
        scandinavia,far east,persian gulf,red sea,black sea,south china sea,pacific,atlantic,pacific ocean,atlantic ocean,mars,earth,\
        alabama,alaska,arizona,arkansas,california,colorado,connecticut,delaware,florida,hawaii,idaho,illinois,indiana,iowa,kansas,kentucky,\
        louisiana,maine,maryland,massachusetts,michigan,minnesota,mississippi,missouri,montana,nebraska,nevada,new hampshire,new jersey,\
        new mexico,new york,north carolina,north dakota,ohio,oklahoma,oregon,pennsylvania,rhode island,south carolina,south dakota,tennessee,\
        texas,utah,vermont,virginia,west virginia,washington state,wisconsin,wyoming,district of columbia,d.c.,ontario,quebec,alberta,\
        british columbia,new england,midwest,new south wales,queensland,victoria,\
        abu dhabi,accra,addis ababa,adelaide,aleppo,algiers,amman,amsterdam,anchorage,ankara,athens,atlanta,auckland,austin,baghdad,bali,baltimore,\
        bangalore,bangkok,barcelona,basra,beijing,beirut,belfast,belgrade,bengaluru,berlin,birmingham,bogota,bombay,bonn,boston,boulder,bratislava,brisbane,\
        bristol,brooklyn,brussels,bucharest,budapest,buenos aires,buffalo,cairo,calcutta,cambridge,canberra,cape town,caracas,cardiff,\
        casablanca,charleston,charlotte,chennai,chicago,cincinnati,cleveland,cologne,columbus,copenhagen,dakar,dallas,damascus,darwin,davos,delhi,\
        denver,des moines,detroit,dhaka,doha,dresden,dubai,dublin,durban,edinburgh,fallujah,ferguson,flint,florence,fort worth,frankfurt,fresno,geneva,\
        glasgow,guantanamo,guantanamo bay,hamburg,hanoi,harare,harlem,havana,helsinki,hiroshima,hollywood,homs,honolulu,houston,hyderabad,idlib,\
        indianapolis,islamabad,istanbul,jacksonville,jakarta,jerusalem,johannesburg,kabul,kandahar,kansas city,karachi,kathmandu,khartoum,kiev,kigali,\
        kinshasa,kobani,kolkata,kuala lumpur,kyiv,kyoto,lagos,lahore,las vegas,leeds,lima,lisbon,liverpool,london,long island,los angeles,lviv,lyon,\
        madrid,manchester,manhattan,manila,marseille,mariupol,mecca,medina,melbourne,memphis,mexico city,miami,milan,milwaukee,minneapolis,minsk,\
        mogadishu,montreal,moscow,mosul,mumbai,munich,nagasaki,nairobi,naples,nashville,new delhi,new orleans,new york city,newark,oakland,odessa,\
        oklahoma city,omaha,orlando,osaka,oslo,ottawa,oxford,palmyra,paris,perth,philadelphia,phoenix,pittsburgh,port-au-prince,portland,prague,\
        pretoria,pyongyang,queens,quito,ramadi,raqqa,richmond,riga,rio de janeiro,riyadh,rome,rotterdam,sacramento,salt lake city,\
        san antonio,san bernardino,san diego,san francisco,san jose,san juan,sanaa,santiago,sao paulo,sarajevo,seattle,seoul,shanghai,silicon valley,\
        sofia,st. louis,st. petersburg,stockholm,stuttgart,sydney,tallinn,tampa,tbilisi,tehran,tel aviv,tikrit,the hague,tokyo,toronto,tripoli,tucson,\
        tunis,turin,vancouver,venice,vienna,vilnius,wall street,warsaw,washington,washington d.c.,wellington,yangon,yerevan,zagreb,zurich,capitol hill,\
        trump tower,times square,bronx,staten island,down under,benghazi,sandy hook,nice,bay area,west coast,east coast,ground zero,levant",
    ),
    (
        Organisation,
        "nato,fbi,cia,nsa,cnn,bbc,abc,nbc,cbs,msnbc,fox,fox news,npr,pbs,espn,hbo,itv,ap,afp,upi,reuters,associated press,bloomberg,\
        politico,breitbart,breitbart news,buzzfeed,vox,slate,axios,wapo,wsj,nyt,usa today,al jazeera,al-jazeera,sputnik,tass,interfax,ria novosti,\
        xinhua,kyodo,rt,sana,sky news,the guardian,the economist,the atlantic,the new yorker,new yorker,economist,atlantic,der spiegel,le monde,time magazine,newsweek,new york times,\
        washington post,wall street journal,los angeles times,usa today,the hill,daily beast,huffington post,un,u.n.,u.n,eu,e.u.,e.u,united nations,european union,\
        european commission,european parliament,african union,arab league,security council,un security council,white house,kremlin,pentagon,\
        congress,senate,supreme court,house of representatives,house of commons,house of lords,state department,justice department,\
        treasury,homeland security,gop,dnc,rnc,nra,aclu,naacp,irs,epa,fda,cdc,nasa,fema,fcc,sec,tsa,nypd,lapd,mi5,mi6,kgb,fsb,isis,isil,is,\
        islamic state,al qaeda,al-qaeda,al qaida,al-qaida,hamas,hezbollah,hizbollah,taliban,boko haram,al shabab,al-shabab,al-nusra,nusra front,pkk,ypg,plo,wto,imf,\
        world bank,who,wha,unicef,unesco,unhcr,opec,iaea,interpol,red cross,amnesty international,human rights watch,greenpeace,google,apple,microsoft,amazon,facebook,\
        twitter,youtube,instagram,netflix,uber,lyft,tesla,spacex,intel,ibm,samsung,sony,toyota,honda,ford,general motors,volkswagen,bmw,boeing,airbus,\
        exxon,exxonmobil,chevron,bp,shell,gazprom,rosneft,walmart,target,starbucks,mcdonald's,goldman sachs,jpmorgan,jpmorgan chase,morgan stanley,citigroup,\
        wells fargo,bank of america,barclays,hsbc,deutsche bank,lehman brothers,federal reserve,fed,harvard,yale,princeton,stanford,mit,ucla,columbia,\
        quinnipiac,gallup,nielsen,planned parenthood,clinton foundation,tea party,labour,tory,conservatives,lib dems,ukip,bjp,likud,snp,afd,cdu,\
        capitol,parliament,bundestag,knesset,duma,vatican,pac,ioc,fifa,uefa,nba,nfl,mlb,nhl,ncaa,wikileaks,anonymous,black lives matter,tsmc,nvidia,openai,wikipedia,reddit,linkedin",
    ),
    (
        Other,
        "twitter inc,medicare,medicaid,obamacare,brexit,bitcoin,english language,bible,koran,quran,nobel prize,world war ii,world war i,cold war,\
        civil war,vietnam war,iraq war,gulf war,first amendment,second amendment,constitution,affordable care act,common core,olympics,super bowl,\
        world cup,oscars,emmys,grammys,christmas,covid,covid-19,ebola,zika,aids,hiv,dna,iphone,ipad,android,windows,facebook live,air force one,patriot act,\
        republicans,democrats,holocaust,great depression,watergate,citizens united,super tuesday,election day,labor day,memorial day,independence day",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_names_are_found() {
        assert_eq!(name("saudi arabia"), Some(Place));
        assert_eq!(name("u.s."), Some(Place));
        assert_eq!(name("west bank"), Some(Place));
        assert_eq!(gender("mrs"), Some(Gender::Female));
        assert_eq!(gender("vladimir"), Some(Gender::Male));
        assert_eq!(gender("mary"), Some(Gender::Female));
        assert_eq!(gender("kerry"), None);
        assert_ne!(word("syrian") & DEMONYM, 0);
        assert!(same_given("joe", "joseph") && !same_given("bill", "hillary"));
    }
}
